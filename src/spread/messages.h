// messages: what leader and followers say to each other. Internal to leader.cc and follower.cc.
//
//   follower                          leader
//     hello, the job's hash    ──►
//     want                     ──►      part N, or none left
//     part N done, its value   ──►
//     progress                 ──►
//     failed, why              ──►
//     bye                      ──►      (ends when all have said it)
//                              ◄──      stop: what runs ends at its next tick
//                              ◄──      give up: the job has failed elsewhere
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/part_flow.h"
#include "spread/part_ledger.h"

namespace uslkit::messages {

// The first byte.
inline constexpr char kHello = 'h';
inline constexpr char kWant = 'w';
inline constexpr char kPart = 'p';
inline constexpr char kProgress = 'g';
inline constexpr char kFailed = 'f';
inline constexpr char kBye = 'b';
inline constexpr char kTask = 't';
inline constexpr char kNoneLeft = 'n';
inline constexpr char kStop = 's';
inline constexpr char kGiveUp = 'x';

struct Made {
  std::size_t number = 0;
  PartText part;
};

[[nodiscard]] std::string task(std::size_t number);
[[nodiscard]] std::size_t task_of(std::string_view message);
[[nodiscard]] std::string made(const Made& made);
[[nodiscard]] Made made_of(std::string_view message);
[[nodiscard]] std::string progress(const SimulateProgress& progress);
[[nodiscard]] SimulateProgress progress_of(std::string_view message);

}  // namespace uslkit::messages
