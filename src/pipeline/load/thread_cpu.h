// thread_cpu: the processor time that the calling thread has used so far.
#pragma once

#include <ctime>

#include "base/check.h"
#include "base/units.h"

namespace uslkit {

[[nodiscard]] inline Duration thread_cpu() {
  timespec time{};
  USLKIT_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
  return std::chrono::seconds(time.tv_sec) + Duration(time.tv_nsec);
}

}  // namespace uslkit
