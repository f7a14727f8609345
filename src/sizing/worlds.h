// Worlds: draws of everything that a request leaves open, together.
//
// Draw i of a quantity is number i of the quantity's own stream, so that a further uncertain
// quantity never moves the draws of the others. The coefficients of a fit are drawn as one: row
// floor(u n) of its n joint draws, so that their correlation stays.
#pragma once

#include <cstdint>
#include <vector>

#include "base/stop_request.h"
#include "sizing/sizing_model.h"
#include "sizing/sizing_request.h"

namespace uslkit {

// Every range and fit of the request is drawn; what is known stays. `count` >= 1.
// Throws Stopped once `stop` asks for it.
[[nodiscard]] std::vector<World> draw_worlds(const SizingRequest& request, std::uint64_t seed,
                                             std::int64_t count, StopRequest stop = nullptr);

// Whether anything is left open: without that, one world is as good as a hundred thousand.
[[nodiscard]] bool has_uncertainty(const SizingRequest& request);

}  // namespace uslkit
