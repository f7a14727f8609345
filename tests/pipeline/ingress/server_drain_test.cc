// Drain: what was accepted is kept, what was not is not, and the end comes in bounded time.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "pipeline/ingress/ingress_server.h"
#include "pipeline/ingress/memory_sink_for_tests.h"
#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Answers on a thread of its own, as a log with group commit does.
class LateSink final : public EventSink {
 public:
  explicit LateSink(MemorySinkForTests& inner) : inner_(inner) {
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) inner_.answer_held(1000);
      inner_.release();
    });
  }
  void append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
              void* ticket, AppendListener& listener) override {
    inner_.append(partition, events, level, ticket, listener);
  }

 private:
  MemorySinkForTests& inner_;
  std::jthread thread_;
};

struct Acks {
  std::mutex mutex;
  std::multiset<std::string> ids;
};

std::string id_of(int number) {
  const std::string json = event_json(number);
  return json.substr(7, json.find('"', 7) - 7);
}

// Sends pipelined requests until the server ends the connection, and notes what it accepted.
void send_until_end(std::uint16_t port, int first, Acks& acks) {
  constexpr int kDepth = 4;
  Client client(port);
  for (int i = first;; i += kDepth) {
    std::string bytes;
    for (int k = 0; k < kDepth; ++k) bytes += post(event_json(i + k, std::to_string(i % 100)));
    if (!client.send(bytes)) return;
    for (int k = 0; k < kDepth; ++k) {
      const ClientReply reply = client.receive();
      if (reply.status != 202) return;
      const std::lock_guard<std::mutex> lock(acks.mutex);
      acks.ids.insert(id_of(i + k));
    }
  }
}

}  // namespace

TEST_CASE("a drain under load loses nothing: every 202 is in the sink, and nothing else") {
  for (int round = 0; round < 5; ++round) {
    MemorySinkForTests memory({.hold = true});
    LateSink sink(memory);
    IngressServer server(ingress_scenario(), sink, {.threads = 2});
    server.start();
    Acks acks;
    {
      std::vector<std::jthread> clients;
      for (int c = 0; c < 8; ++c) {
        clients.emplace_back([&, c] { send_until_end(server.port(), c * 1'000'000, acks); });
      }
      CHECK(eventually([&] { return memory.count() > 500 * (round + 1); }));
      const DrainReport report = server.stop(seconds(10));
      CHECK(report.complete);
      CHECK(report.unanswered == 0);
    }
    std::multiset<std::string> kept;
    for (const StoredEvent& event : memory.events()) kept.insert(event.id);
    CHECK(acks.ids.size() > 500);
    CHECK(kept == acks.ids);
  }
}

TEST_CASE("a drain waits for the log's answers, and idle connections end at once") {
  MemorySinkForTests sink({.hold = true});
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client busy(server.port());
  Client idle(server.port());
  busy.send(post(event_json(1)));
  CHECK(eventually([&] { return sink.held() == 1; }));
  DrainReport report;
  std::jthread stopping([&] { report = server.stop(seconds(20)); });
  CHECK(idle.at_end());
  CHECK(busy.receive(milliseconds(100)).status == 0);
  CHECK(!Client(server.port()).connected());
  sink.release();
  const ClientReply reply = busy.receive();
  CHECK(reply.status == 202);
  CHECK(reply.header("Connection") == "close");
  CHECK(busy.at_end());
  idle.finish_sending();
  stopping.join();
  CHECK(report.complete);
}

TEST_CASE("a request that is under way when the drain begins is still served") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  const std::string bytes = post(event_json(1));
  client.send(std::string_view(bytes).substr(0, 150));
  Client other(server.port());
  other.send(post(event_json(2)));
  CHECK(other.receive().status == 202);
  DrainReport report;
  std::jthread stopping([&] { report = server.stop(seconds(20)); });
  CHECK(other.at_end());
  client.send(std::string_view(bytes).substr(150));
  const ClientReply reply = client.receive();
  CHECK(reply.status == 202);
  CHECK(reply.header("Connection") == "close");
  stopping.join();
  CHECK(sink.count() == 2);
}

TEST_CASE("a log that never answers cannot stop the drain from ending") {
  MemorySinkForTests sink({.hold = true});
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  client.send(post(event_json(1)));
  CHECK(eventually([&] { return sink.held() == 1; }));
  const DrainReport report = server.stop(milliseconds(200));
  CHECK(!report.complete);
  CHECK(report.unanswered == 1);
  CHECK(report.connections == 1);
  CHECK(client.receive().status == 0);
  CHECK(client.at_end());
  sink.release();  // an answer after the end finds the server still there
}

}  // namespace uslkit
