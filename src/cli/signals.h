// signals: Ctrl-C and SIGTERM end the process at once, with a word, the right exit code, and no
// half-written file; or, around long work, ask it to stop and keep what is done.
#pragma once

#include <atomic>
#include <optional>

#include <signal.h>

#include "cli/exit_code.h"

namespace uslkit {

// SIGINT exits with 130, SIGTERM with 143, each after one line on stderr. SIGPIPE is ignored:
// writing finds out by EPIPE.
void install_signal_handlers();

// While one lives, SIGINT and SIGTERM wait: around the short moment in which a file is written, so
// that no temporary file is left behind.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_;
};

// While one lives, the first SIGINT or SIGTERM only raises the flag, with a word on stderr, and the
// work stops at its next tick; the second ends the process at once. One at a time.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  [[nodiscard]] const std::atomic<bool>* flag() const;
  // 130 or 143 once a signal has come.
  [[nodiscard]] std::optional<ExitCode> exit_code() const;
};

}  // namespace uslkit
