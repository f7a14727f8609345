// Locked<P>: one policy for all threads, asked by one at a time.
//
// Policies know no lock (docs/ARCHITECTURE.md); the pipeline gives them one. A single P behind a
// mutex keeps the policy's own contract exactly, whatever the threads: its calls have one order,
// which the simulator can replay. Cost: 20 ns where nobody waits.
#pragma once

#include <mutex>
#include <utility>

namespace uslkit {

template <typename P>
class Locked {
 public:
  template <typename... Arguments>
  explicit Locked(Arguments&&... arguments) : policy_(std::forward<Arguments>(arguments)...) {}

  // `use` runs with the policy while nobody else does; what it returns must not refer to the
  // policy.
  template <typename Use>
  decltype(auto) with(Use&& use) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::forward<Use>(use)(policy_);
  }

 private:
  std::mutex mutex_;
  P policy_;
};

}  // namespace uslkit
