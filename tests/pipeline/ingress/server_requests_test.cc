// The server over real sockets: routes, answers, admission, order.
#include <map>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "pipeline/ingress/admission_gate.h"
#include "pipeline/ingress/ingress_server.h"
#include "pipeline/ingress/memory_sink_for_tests.h"
#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

std::string get(std::string_view target) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
}

std::string batch_of(int events) {
  std::string body;
  for (int i = 0; i < events; ++i) body += event_json(i, std::to_string(i % 10)) + "\n";
  return body;
}

}  // namespace

TEST_CASE("an accepted event is in the sink, as sent, where its tenant belongs") {
  MemorySinkForTests sink;
  const Scenario scenario = ingress_scenario();
  IngressServer server(scenario, sink, {});
  server.start();
  Client client(server.port());
  client.send(post(event_json(1, "42")));
  const ClientReply reply = client.receive();
  CHECK(reply.status == 202);
  CHECK(reply.body == R"({"accepted":1})");
  CHECK(reply.header("Date").ends_with(" GMT"));
  REQUIRE(sink.events().size() == 1);
  const StoredEvent stored = sink.events().front();
  CHECK(stored.json == event_json(1, "42"));
  CHECK(stored.id == "evt-000000000001");
  CHECK(stored.tenant == 42);
  CHECK(stored.level == AckLevel::fsync);
  CHECK(stored.partition ==
        EventRouter(scenario).place({.tenant = "42", .type = "orders"}).partition);
}

TEST_CASE("a batch is accepted whole, or refused whole with the line of its first fault") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  client.send(post(batch_of(100), kNdjson));
  CHECK(client.receive().body == R"({"accepted":100})");
  CHECK(sink.count() == 100);
  client.send(post(batch_of(50) + "{\"id\":1}\n" + batch_of(50), kNdjson));
  const ClientReply refused = client.receive();
  CHECK(refused.status == 400);
  CHECK(refused.body.find(R"("line":51,"field":"id","rule":)") != std::string::npos);
  CHECK(sink.count() == 100);
  // The framing was right: the connection goes on.
  client.send(post(event_json(1)));
  CHECK(client.receive().status == 202);
}

TEST_CASE("answers come in the order of the requests, whatever becomes known first") {
  MemorySinkForTests sink({.hold = true});
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  client.send(post(event_json(1)) + get("/healthz") + post(event_json(2)) + get("/nowhere") +
              post("{}"));
  CHECK(eventually([&] { return sink.held() == 2; }));
  CHECK(client.receive(std::chrono::milliseconds(50)).status == 0);
  sink.answer_held(2);
  for (const int status : {202, 200, 202, 404, 400}) CHECK(client.receive().status == status);
}

TEST_CASE("more pipelined requests than the depth are all answered, in order") {
  MemorySinkForTests sink;
  IngressOptions options;
  options.limits.pipeline_depth = 4;
  IngressServer server(ingress_scenario(), sink, options);
  server.start();
  Client client(server.port());
  std::string bytes;
  for (int i = 0; i < 500; ++i) bytes += i % 10 == 9 ? get("/nowhere") : post(event_json(i));
  client.send(bytes);
  for (int i = 0; i < 500; ++i) CHECK(client.receive().status == (i % 10 == 9 ? 404 : 202));
  CHECK(sink.count() == 450);
}

TEST_CASE("a client that finished sending still gets its answers") {
  MemorySinkForTests sink({.hold = true});
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  client.send(post(event_json(1)) + post(event_json(2)));
  client.finish_sending();
  CHECK(eventually([&] { return sink.held() == 2; }));
  sink.release();
  CHECK(client.receive().status == 202);
  CHECK(client.receive().status == 202);
  CHECK(client.at_end());
}

TEST_CASE("a client that goes away within a request leaves nothing behind") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  const std::string whole = post(event_json(1));
  std::uint64_t gone = 0;
  for (std::size_t cut = 1; cut < whole.size(); cut += 37, ++gone) {
    Client client(server.port());
    client.send(std::string_view(whole).substr(0, cut));
  }
  CHECK(eventually([&] { return server.totals()[IngressCount::closed_incomplete] == gone; }));
  CHECK(eventually([&] { return server.gauges().connections == 0; }));
  CHECK(sink.count() == 0);
}

TEST_CASE("a client that went away before its answer does not disturb the others") {
  MemorySinkForTests sink({.hold = true});
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  for (int i = 0; i < 20; ++i) {
    Client client(server.port());
    client.send(post(event_json(i)));
  }
  CHECK(eventually([&] { return sink.held() == 20; }));
  sink.release();
  CHECK(eventually([&] { return server.gauges().requests_in_flight == 0; }));
  CHECK(eventually([&] { return server.gauges().connections == 0; }));
  Client client(server.port());
  client.send(post(event_json(99)));
  CHECK(client.receive().status == 202);
}

TEST_CASE("the log's answer becomes the client's: full 507, failed 503, in part failed 503") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  sink.answer_with(AppendStatus::full);
  client.send(post(batch_of(20), kNdjson));
  const ClientReply full = client.receive();
  CHECK(full.status == 507);
  CHECK(full.header("Retry-After") == "1");
  sink.answer_with(AppendStatus::failed);
  client.send(post(event_json(1)));
  CHECK(client.receive().status == 503);
  sink.answer_with(AppendStatus::ok);
  client.send(post(event_json(1)));
  CHECK(client.receive().status == 202);
  CHECK(server.totals()[IngressCount::events_full] == 20);
  CHECK(server.totals()[IngressCount::events_failed] == 1);
}

TEST_CASE("a rate limit answers 429 and says when to come back") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario({TokenBucketSpec{.rate = {0.1}, .burst = 10}}), sink, {});
  server.start();
  Client client(server.port());
  client.send(post(batch_of(10), kNdjson));
  CHECK(client.receive().status == 202);
  client.send(post(event_json(1)));
  const ClientReply limited = client.receive();
  CHECK(limited.status == 429);
  CHECK(limited.header("Retry-After") == "10");
  CHECK(limited.body.find(R"("error":"rate_limit")") != std::string::npos);
  CHECK(sink.count() == 10);
  CHECK(server.totals().rejected_for(RejectReason::rate_limit) == 1);
}

TEST_CASE("a quota per tenant holds one tenant up and not another") {
  MemorySinkForTests sink;
  IngressServer server(
      ingress_scenario({TokenBucketSpec{.rate = {0}, .burst = 2, .scope = LimitScope::per_tenant}}),
      sink, {});
  server.start();
  Client client(server.port());
  for (const int status : {202, 202, 429}) {
    client.send(post(event_json(1, "5")));
    CHECK(client.receive().status == status);
  }
  client.send(post(event_json(1, "6")));
  CHECK(client.receive().status == 202);
}

TEST_CASE("places in flight and an open circuit answer 503") {
  MemorySinkForTests sink({.hold = true});
  IngressServer server(ingress_scenario({ConcurrencyLimitSpec{.initial = 1, .highest = 1},
                                         CircuitBreakerSpec{.error_rate = 0, .minimum_calls = 1}}),
                       sink, {});
  server.start();
  Client first(server.port());
  Client second(server.port());
  first.send(post(event_json(1)));
  CHECK(eventually([&] { return sink.held() == 1; }));
  second.send(post(event_json(2)));
  CHECK(second.receive().body.find("concurrency_limit") != std::string::npos);
  sink.release();
  CHECK(first.receive().status == 202);
  sink.answer_with(AppendStatus::failed);
  second.send(post(event_json(3)));
  CHECK(second.receive().status == 503);
  sink.answer_with(AppendStatus::ok);
  second.send(post(event_json(4)));
  CHECK(second.receive().body.find("circuit_open") != std::string::npos);
}

TEST_CASE("a leaky bucket holds requests back instead of refusing them") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario({LeakyBucketSpec{.rate = {100}, .depth = 10}}), sink, {});
  server.start();
  Client client(server.port());
  const std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  std::string bytes;
  for (int i = 0; i < 5; ++i) bytes += post(event_json(i));
  client.send(bytes);
  for (int i = 0; i < 5; ++i) CHECK(client.receive().status == 202);
  // Each leaves a hundredth of a second after the one before it.
  CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(40));
  CHECK(sink.count() == 5);
}

TEST_CASE("shedders follow the signals that the run provides") {
  MemorySinkForTests sink;
  std::atomic<double> lag{0};
  IngressOptions options;
  options.signals = [&lag] {
    Signals signals;
    signals[Signal::work_lag] = lag;
    return signals;
  };
  IngressServer server(
      ingress_scenario({PrioritySheddingSpec{.thresholds = {{.above = 10, .priority = 2}}}}), sink,
      options);
  server.start();
  Client client(server.port());
  const auto answer = [&client](std::string_view type) {
    client.send(post(event_json(1, "1", type)));
    return client.receive().status;
  };
  CHECK(answer("clicks") == 202);
  lag = 20;
  CHECK(eventually([&] { return answer("clicks") == 503; }));
  CHECK(answer("orders") == 202);
  lag = 0;
  CHECK(eventually([&] { return answer("clicks") == 202; }));
}

TEST_CASE("the runbook's switches act on a running server") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  server.admission().set_read_only(TimePoint{}, true);
  client.send(post(event_json(1)));
  CHECK(client.receive().body.find("read_only") != std::string::npos);
  server.admission().set_read_only(TimePoint{}, false);
  client.send(post(event_json(1)));
  CHECK(client.receive().status == 202);
}

TEST_CASE("/healthz and /metrics answer GET and HEAD; others learn what is allowed") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  client.send(get("/healthz"));
  CHECK(client.receive().body == R"({"status":"ok"})");
  client.send(get("/metrics"));
  const ClientReply metrics = client.receive();
  CHECK(metrics.header("Content-Type") == "text/plain; version=0.0.4");
  CHECK(metrics.body.find("uslkit_ingress_connections 1\n") != std::string::npos);
  client.send("DELETE /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/events"));
  CHECK(client.receive().header("Allow") == "GET, HEAD");
  CHECK(client.receive().header("Allow") == "POST");
  client.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const ClientReply head = client.receive(std::chrono::milliseconds(100));
  CHECK(head.status == 0);  // a length of 15, and no body: as HEAD wants it
  CHECK(client.at_end());
}

TEST_CASE("a client that asks to continue is told to before its body, or refused at once") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  const std::string request = post(event_json(1), "application/json", "Expect: 100-continue\r\n");
  const std::size_t head = request.find("\r\n\r\n") + 4;
  client.send(std::string_view(request).substr(0, head));
  CHECK(client.receive().status == 100);
  client.send(std::string_view(request).substr(head));
  CHECK(client.receive().status == 202);
  client.send(
      "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
  CHECK(client.receive().status == 413);
  CHECK(client.at_end());
}

TEST_CASE("a large batch grows its buffer and is accepted, also in pieces") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  const std::string body = batch_of(3000);
  REQUIRE(body.size() > 500'000);
  for (int round = 0; round < 3; ++round) {
    client.send(post(body, kNdjson) + post(event_json(1)));
    CHECK(client.receive().body == R"({"accepted":3000})");
    CHECK(client.receive().status == 202);
  }
  CHECK(sink.count() == 9003);
  CHECK(server.gauges().body_memory_bytes == 0);
}

}  // namespace uslkit
