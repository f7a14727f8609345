// ConsumerOrder: what somebody who runs a pipeline orders its consumers to do, beside the scenario.
//
//   pause        nobody begins a batch; those in hand are finished
//   resume
//   kill SHARE   kills so much of the living consumers, 0 < SHARE <= 1: their batches are lost
//   restart      those killed by orders come back
//   scale N      from now on N consumers, until an autoscaler decides otherwise
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace uslkit {

struct ConsumerOrder {
  enum class Kind : std::uint8_t { pause, resume, kill, restart, scale };
  Kind kind = Kind::pause;
  double share = 0;            // of kill
  std::int64_t consumers = 0;  // of scale
};

// One line as above. Throws InputError at `source` for anything else.
[[nodiscard]] ConsumerOrder parse_consumer_order(std::string_view line, const std::string& source);

// "kill 0.5", as parse_consumer_order takes it.
[[nodiscard]] std::string text_of(const ConsumerOrder& order);

}  // namespace uslkit
