#include "cli/signals.h"

#include <string_view>

#include <unistd.h>

#include "cli/exit_code.h"

namespace uslkit {
namespace {

// Only async-signal-safe calls: write and _exit.
void stop(int signal) {
  const bool interrupt = signal == SIGINT;
  const std::string_view line = interrupt ? "uslkit: interrupted (SIGINT), nothing was written\n"
                                          : "uslkit: terminated (SIGTERM), nothing was written\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
  ::_exit(static_cast<int>(interrupt ? ExitCode::interrupted : ExitCode::terminated));
}

sigset_t stop_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

void install_signal_handlers() {
  struct sigaction action {};
  action.sa_handler = stop;
  action.sa_mask = stop_signals();
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, nullptr);
}

SignalsHeld::SignalsHeld() {
  const sigset_t set = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, &before_);
}

SignalsHeld::~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace uslkit
