// Many connections at once, and ten times more than is admitted.
#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "pipeline/ingress/ingress_server.h"
#include "pipeline/ingress/memory_sink_for_tests.h"
#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

using Clock = std::chrono::steady_clock;

struct Outcome {
  std::vector<double> latencies;  // of admitted requests, from the intended moment, s
  int rejected = 0;
  int other = 0;
};

// Open loop on one connection: request i is due at start + i / rate, whatever the answers do.
Outcome offer(std::uint16_t port, double rate, int requests) {
  Outcome outcome;
  Client client(port);
  const Clock::time_point start = Clock::now();
  const auto due = [&](int i) {
    return start +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(i / rate));
  };
  const std::string request = post(event_json(1));
  int answered = 0;
  for (int sent = 0; answered < requests;) {
    while (sent < requests && Clock::now() >= due(sent)) {
      client.send(request);
      ++sent;
    }
    if (answered == sent) continue;
    const ClientReply reply = client.receive();
    if (reply.status == 202) {
      outcome.latencies.push_back(
          std::chrono::duration<double>(Clock::now() - due(answered)).count());
    } else {
      (reply.status == 429 ? outcome.rejected : outcome.other) += 1;
    }
    ++answered;
  }
  std::ranges::sort(outcome.latencies);
  return outcome;
}

double quantile(const std::vector<double>& sorted, double q) {
  return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

TEST_CASE("300 keep-alive connections on two threads: every request is answered and kept once") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {.threads = 2});
  server.start();
  std::vector<Client> clients;
  for (int i = 0; i < 300; ++i) clients.emplace_back(server.port());
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 300; ++i) {
      clients[static_cast<std::size_t>(i)].send(post(event_json(round * 300 + i)));
    }
    for (Client& client : clients) CHECK(client.receive().status == 202);
  }
  CHECK(sink.count() == 3000);
  CHECK(server.gauges().connections == 300);
  CHECK(server.totals()[IngressCount::requests] == 3000);
}

// The bound is loose, because machines that run tests are busy; bench/ingress_bench measures it.
TEST_CASE("at ten times the admitted rate admitted requests keep their latency") {
  MemorySinkForTests sink;
  const double rate = 200;
  IngressServer server(ingress_scenario({TokenBucketSpec{.rate = {rate}, .burst = 20}}), sink, {});
  server.start();
  const Outcome calm = offer(server.port(), rate * 0.8, 160);
  CHECK(calm.rejected == 0);
  const Outcome overload = offer(server.port(), rate * 10, 4000);
  CHECK(overload.other == 0);
  CHECK(overload.latencies.size() >= 350);  // 2 s at 200/s, and the burst
  CHECK(overload.latencies.size() <= 20 + 250 * 4);
  CHECK(overload.rejected + std::ssize(overload.latencies) == 4000);
  const double limit = std::max(0.050, 5 * quantile(calm.latencies, 0.99));
  CHECK(quantile(overload.latencies, 0.5) < limit);
  CHECK(quantile(overload.latencies, 0.99) < limit);
}

}  // namespace uslkit
