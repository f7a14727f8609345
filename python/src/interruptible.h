// interruptible: long work without the GIL, that Ctrl-C ends.
//
//   caller's thread   lets go of the GIL; every 50 ms takes it and asks Python for signals
//   worker            computes; looks at `stop` at its ticks
//
// A signal handler that raises (Ctrl-C: KeyboardInterrupt) sets `stop`; the worker ends at its next
// tick, is waited for, and what it has by then is thrown away.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include <pybind11/pybind11.h>

#include "base/stop_request.h"

namespace uslkit::python {

// `work(StopRequest stop)` must not touch Python. Called with the GIL held. Throws
// what `work` throws, and error_already_set where a signal handler raised.
template <class Work>
auto interruptible(const Work& work) {
  using Result = decltype(work(StopRequest{}));
  std::optional<Result> result;
  std::exception_ptr failure;
  std::atomic<bool> stop = false;
  bool done = false;
  std::mutex mutex;
  std::condition_variable finished;
  std::thread worker([&] {
    try {
      result.emplace(work(&stop));
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard<std::mutex> lock(mutex);
    done = true;
    finished.notify_one();
  });
  bool raised = false;
  {
    const pybind11::gil_scoped_release released;
    constexpr std::chrono::milliseconds kTick{50};
    std::unique_lock<std::mutex> lock(mutex);
    while (!finished.wait_for(lock, kTick, [&] { return done; })) {
      if (raised) continue;
      lock.unlock();
      {
        const pybind11::gil_scoped_acquire held;
        raised = PyErr_CheckSignals() != 0;
      }
      if (raised) stop = true;
      lock.lock();
    }
    lock.unlock();
    worker.join();
  }
  if (raised) throw pybind11::error_already_set();
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

}  // namespace uslkit::python
