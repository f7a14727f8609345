// stop_request: long work that somebody else may ask to stop, to throw away what it has.
#pragma once

#include <atomic>
#include <exception>

namespace uslkit {

// Set from outside (Ctrl-C). Null: nobody can ask.
using StopRequest = const std::atomic<bool>*;

// Thrown by work that was asked to stop and keeps nothing.
class Stopped : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "stopped"; }
};

inline void throw_if_stopped(StopRequest stop) {
  if (stop != nullptr && stop->load(std::memory_order_relaxed)) throw Stopped();
}

}  // namespace uslkit
