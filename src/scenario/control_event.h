// ControlEvent: something to tell in RunResult.events; the engine adds its cell.
#pragma once

#include <string>

#include "base/time_point.h"

namespace uslkit {

struct ControlEvent {
  TimePoint at{};
  std::string kind{};  // RunEvent::kind
  std::string text{};  // RunEvent::text
};

}  // namespace uslkit
