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

// Handlers can reach nothing but globals: whether work is asked to stop, and by which signal.
std::atomic<bool> g_stop_asked = false;
std::atomic<int> g_stop_signal = 0;
static_assert(std::atomic<bool>::is_always_lock_free);
static_assert(std::atomic<int>::is_always_lock_free);

void ask_to_stop(int signal) {
  if (g_stop_asked.exchange(true)) stop(signal);
  g_stop_signal = signal;
  constexpr std::string_view kLine =
      "\nuslkit: stopping, and keeping what is done; once more ends it at once\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kLine.data(), kLine.size());
}

sigset_t stop_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  return set;
}

void handle_stop_signals(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_mask = stop_signals();
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

void install_signal_handlers() {
  handle_stop_signals(stop);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, nullptr);
}

SignalsHeld::SignalsHeld() {
  const sigset_t set = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, &before_);
}

SignalsHeld::~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

StopOnSignal::StopOnSignal() {
  g_stop_asked = false;
  g_stop_signal = 0;
  handle_stop_signals(ask_to_stop);
}

StopOnSignal::~StopOnSignal() { handle_stop_signals(stop); }

const std::atomic<bool>* StopOnSignal::flag() const { return &g_stop_asked; }

std::optional<ExitCode> StopOnSignal::exit_code() const {
  if (!g_stop_asked) return std::nullopt;
  return g_stop_signal == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
}

}  // namespace uslkit
