// append_over_kills: one appender that never stops while the server is killed and comes back.
#pragma once

#include <atomic>
#include <thread>

#include "tests/pipeline/log_records.h"
#include "tests/pipeline/services/private_service.h"

namespace uslkit::test {

struct Appended {
  std::size_t records = 0;  // of acknowledged appends
  std::size_t failed = 0;   // appends that were answered with another status than ok
};

// Batches of ten records by writer 1, at the level fsync, at most 100 of them unanswered; returns
// when every kill is over and everything is answered.
inline Appended append_over_kills(Log& log, PrivateService& server, int kills) {
  struct Answers {
    std::atomic<std::size_t> good{0};
    std::atomic<std::size_t> bad{0};
  } answers;
  const AckCallback done{.call =
                             [](void* context, const AppendResult& result) {
                               auto& all = *static_cast<Answers*>(context);
                               ++(result.status == LogStatus::ok ? all.good : all.bad);
                             },
                         .context = &answers};
  std::size_t accepted = 0;
  const auto answered = [&answers] { return answers.good + answers.bad; };
  const auto append_one = [&] {
    while (accepted >= answered() + 100) std::this_thread::yield();
    const Batch batch(1, 10 * accepted, 10);
    if (log.append(0, batch.records(), AckLevel::fsync, done).status == LogStatus::ok) ++accepted;
  };
  for (int kill = 0; kill < kills; ++kill) {
    for (int k = 0; k < 300; ++k) append_one();
    std::atomic<bool> is_over{false};
    std::thread killer([&] {
      server.crash();
      server.restart();
      is_over = true;
    });
    while (!is_over && answers.bad == 0) append_one();
    killer.join();
  }
  for (int k = 0; k < 300; ++k) append_one();
  while (answered() < accepted) std::this_thread::yield();
  return {.records = 10 * answers.good, .failed = answers.bad};
}

}  // namespace uslkit::test
