// signals: Ctrl-C and SIGTERM end the process at once, with a word, the right exit code, and no
// half-written file.
#pragma once

#include <signal.h>

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

}  // namespace uslkit
