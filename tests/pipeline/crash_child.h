// A child process of a crash campaign: its input, its output, and its end, which may be ours.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace uslkit::test {

using Environment = std::map<std::string, std::string>;

// When a child is killed: so long after its start, or after its first output.
struct Patience {
  std::chrono::microseconds time = std::chrono::minutes(2);
  bool from_first_output = false;
};

struct Ending {
  std::string output{};
  int status = 0;
  bool was_killed = false;  // the time was up
};

// What children of children leave behind when they end is ours to collect.
inline void adopt_grandchildren() { ::prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL); }

class CrashChild {
 public:
  CrashChild(const std::vector<std::string>& arguments, const Environment& environment) {
    int to_child[2];
    int from_child[2];
    if (::pipe2(to_child, O_CLOEXEC) != 0 || ::pipe2(from_child, O_CLOEXEC) != 0) give_up("pipe");
    std::vector<char*> pointers;
    for (const std::string& argument : arguments) {
      pointers.push_back(const_cast<char*>(argument.c_str()));
    }
    pointers.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ < 0) give_up("fork");  // -1 must never come to kill()
    if (pid_ == 0) {
      ::dup2(to_child[0], STDIN_FILENO);
      ::dup2(from_child[1], STDOUT_FILENO);
      for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
      ::execv(pointers[0], pointers.data());
      ::_exit(127);
    }
    ::close(to_child[0]);
    ::close(from_child[1]);
    input_ = to_child[1];
    output_ = from_child[0];
  }

  // Sends the input, reads to the end, and kills when the patience is at its end.
  Ending finish(const std::string& input, const Patience& patience) {
    Ending ending;
    std::thread sender([&] { send(input); });
    std::thread killer([&] { ending.was_killed = kill_in_time(patience); });
    char bytes[65536];
    while (true) {
      const ssize_t n = ::read(output_, bytes, sizeof bytes);
      if (n <= 0) break;
      ending.output.append(bytes, static_cast<std::size_t>(n));
      note(has_told_);
    }
    ::close(output_);
    note(has_ended_);
    sender.join();
    killer.join();
    ::waitpid(pid_, &ending.status, 0);
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    return ending;
  }

 private:
  [[noreturn]] static void give_up(const char* what) {
    std::perror(what);
    std::exit(1);
  }

  void send(const std::string& input) const {
    std::size_t sent = 0;
    while (sent < input.size()) {
      const ssize_t n = ::write(input_, input.data() + sent, input.size() - sent);
      if (n <= 0) break;
      sent += static_cast<std::size_t>(n);
    }
    ::close(input_);
  }

  void note(bool& flag) {
    const std::lock_guard lock(mutex_);
    flag = true;
    changed_.notify_all();
  }

  bool kill_in_time(const Patience& patience) {
    std::unique_lock lock(mutex_);
    if (patience.from_first_output) changed_.wait(lock, [&] { return has_told_ || has_ended_; });
    // In small steps, so that the time in which all of us were stopped does not count.
    constexpr std::chrono::microseconds kStep{100'000};
    for (std::chrono::microseconds left = patience.time; left.count() > 0; left -= kStep) {
      if (changed_.wait_for(lock, std::min(left, kStep), [&] { return has_ended_; })) return false;
    }
    ::kill(pid_, SIGKILL);  // not yet waited for: the number is still its own
    return true;
  }

  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool has_told_ = false;
  bool has_ended_ = false;
};

}  // namespace uslkit::test
