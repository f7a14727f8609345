#include "pipeline/load/load_target.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/input_error.h"
#include "pipeline/load/load_generator.h"
#include "pipeline/run_recorder.h"

namespace uslkit {
namespace {

constexpr Duration kLook = std::chrono::milliseconds(50);

// A load of minutes against nobody would only say so at its end.
void check_listens(const LoadOptions& options) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(options.port);
  if (::inet_pton(AF_INET, options.address.c_str(), &to.sin_addr) != 1) return;
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool listens = ::connect(probe, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  const int problem = errno;
  ::close(probe);
  if (listens) return;
  throw InputError({.place = {.source = fmt::format("{}:{}", options.address, options.port)},
                    .found = fmt::format("no ingress: {}", std::strerror(problem)),
                    .allowed = "the address of one that runs",
                    .hint = "`uslkit serve-pipeline SCENARIO` starts one and says where"});
}

}  // namespace

TargetLoad load_target(const Scenario& scenario, const LoadTargetOptions& options) {
  LoadOptions load = options.load;
  check_listens(load);
  load.clock = SteadyRunClock();
  RunRecorder recorder(scenario);
  LoadGenerator generator(scenario, recorder, load);
  generator.start();
  const TimePoint end(scenario.duration);
  TimePoint now = load.clock.now();
  for (; now < end && !(options.stop != nullptr && *options.stop); now = load.clock.now()) {
    if (options.on_look) options.on_look(in_seconds(now), generator.progress());
    std::this_thread::sleep_for(std::min<Duration>(kLook, end - now));
  }
  generator.stop_sending();
  return {.load = generator.finish(options.last_answers),
          .sent_for_s = in_seconds(std::min(now, end))};
}

}  // namespace uslkit
