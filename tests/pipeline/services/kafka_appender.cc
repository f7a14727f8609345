// kafka_appender SERVERS TOPIC FIRST: appends events FIRST, FIRST + 1, ... in batches of ten until
// it is killed, and writes the number of each acknowledged batch's last event, a line each.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "pipeline/event_envelope.h"
#include "pipeline/log/kafka_log.h"

namespace uslkit {
namespace {

constexpr std::int64_t kBatch = 10;
constexpr std::int64_t kMostUnanswered = 50;  // batches

std::atomic<std::int64_t> answered{0};

struct Sent {
  std::int64_t last = 0;
};

void on_answer(void* context, const AppendResult& result) {
  const auto* sent = static_cast<const Sent*>(context);
  if (result.status == LogStatus::ok) {
    const std::string line = std::to_string(sent->last) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
  }
  delete sent;
  ++answered;
}

int append_for_ever(const std::string& servers, const std::string& topic, std::int64_t next) {
  KafkaLog log({.servers = servers, .topic = topic});
  for (std::int64_t batches = 0;; ++batches) {
    while (batches >= answered + kMostUnanswered) std::this_thread::yield();
    std::vector<std::string> envelopes;
    for (std::int64_t i = 0; i < kBatch; ++i, ++next) {
      const std::string id = "event-" + std::to_string(next);
      envelopes.emplace_back();
      write_envelope(envelopes.back(),
                     {.birth_us = next, .traffic_class = 0, .id = id, .key = id, .json = "{}"});
    }
    std::vector<LogRecord> records;
    for (const std::string& each : envelopes) records.push_back({.payload = each});
    auto* sent = new Sent{.last = next - 1};
    const AckCallback done{.call = &on_answer, .context = sent};
    if (log.append(0, records, AckLevel::os, done).status != LogStatus::ok) return 1;
  }
}

}  // namespace
}  // namespace uslkit

int main(int, char** argv) {
  return uslkit::append_for_ever(argv[1], argv[2], std::strtoll(argv[3], nullptr, 10));
}
