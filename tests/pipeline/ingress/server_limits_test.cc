// Limits: whoever asks for too much is turned away by name, and the others are served.
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "pipeline/ingress/ingress_server.h"
#include "pipeline/ingress/memory_sink_for_tests.h"
#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

using std::chrono::milliseconds;

// Short, so that the test is; the shipped ones are 10 s, 30 s and 60 s.
IngressOptions impatient() {
  IngressOptions options;
  options.limits.head_timeout = milliseconds(300);
  options.limits.body_timeout = milliseconds(300);
  options.limits.idle_timeout = milliseconds(300);
  options.limits.write_timeout = milliseconds(300);
  options.limits.linger = milliseconds(200);
  return options;
}

bool is_served(std::uint16_t port) {
  Client client(port);
  client.send(post(event_json(1)));
  return client.receive().status == 202;
}

}  // namespace

TEST_CASE("a slow head and a slow body are answered 408, an idle client is sent away") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, impatient());
  server.start();
  Client head(server.port());
  head.send("POST /events HTTP/1.1\r\nHost: loc");
  Client body(server.port());
  body.send(std::string_view(post(event_json(1))).substr(0, 200));
  Client idle(server.port());
  idle.send(post(event_json(1)));
  CHECK(idle.receive().status == 202);
  Client silent(server.port());
  CHECK(head.receive().status == 408);
  CHECK(head.at_end());
  CHECK(body.receive().status == 408);
  CHECK(body.at_end());
  CHECK(idle.at_end());
  CHECK(silent.at_end());
  CHECK(eventually([&] { return server.totals()[IngressCount::closed_idle] == 2; }));
  CHECK(eventually([&] {
    return server.totals()[IngressCount::closed_slow_head] == 1 &&
           server.totals()[IngressCount::closed_slow_body] == 1;
  }));
}

TEST_CASE("sending a byte now and then does not buy more time for a head") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, impatient());
  server.start();
  Client client(server.port());
  const std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  client.send("GET / HTTP/1.1\r\nA: ");
  while (client.receive(milliseconds(20)).status != 408 && client.send("x")) {
    REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(8));
  }
  CHECK(std::chrono::steady_clock::now() - start >= milliseconds(290));
}

TEST_CASE("a client that reads nothing is sent away, and its memory is bounded") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, impatient());
  server.start();
  Client client(server.port(), 4096);
  std::string bytes;
  for (int i = 0; i < 50; ++i) bytes += "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
  // Answers of about 8 KB each: sends until the server no longer reads.
  for (int i = 0; i < 100 && server.totals()[IngressCount::closed_slow_reader] == 0; ++i) {
    if (!client.send(bytes)) break;
  }
  CHECK(eventually([&] { return server.totals()[IngressCount::closed_slow_reader] == 1; }));
  CHECK(is_served(server.port()));
}

TEST_CASE("200 slowloris connections leave others served") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  std::vector<Client> slow;
  for (int i = 0; i < 200; ++i) {
    slow.emplace_back(server.port());
    slow.back().send("POST /events HTTP/1.1\r\nHost: localhost\r\nX-");
  }
  CHECK(eventually([&] { return server.gauges().connections == 200; }));
  for (int i = 0; i < 100; ++i) CHECK(is_served(server.port()));
  for (Client& client : slow) client.send("a");
  CHECK(is_served(server.port()));
}

TEST_CASE("a flood beyond the cap on connections is turned away and leaves others served") {
  MemorySinkForTests sink;
  IngressOptions options;
  options.limits.connections = 50;
  IngressServer server(ingress_scenario(), sink, options);
  server.start();
  std::vector<Client> early;
  for (int i = 0; i < 40; ++i) early.emplace_back(server.port());
  CHECK(eventually([&] { return server.gauges().connections == 40; }));
  std::vector<Client> flood;
  for (int i = 0; i < 300; ++i) flood.emplace_back(server.port());
  CHECK(eventually([&] { return server.totals()[IngressCount::refused_total] == 290; }));
  for (int i = 0; i < 40; ++i) {
    Client& client = early[static_cast<std::size_t>(i)];
    client.send(post(event_json(i)));
    CHECK(client.receive().status == 202);
  }
  CHECK(flood.back().receive().status == 503);
  CHECK(flood.back().at_end());
  flood.clear();
  CHECK(eventually([&] { return server.gauges().connections == 40; }));
  CHECK(is_served(server.port()));
}

TEST_CASE("one address cannot take all connections") {
  MemorySinkForTests sink;
  IngressOptions options;
  options.limits.connections_per_address = 3;
  IngressServer server(ingress_scenario(), sink, options);
  server.start();
  std::vector<Client> clients;
  for (int i = 0; i < 5; ++i) clients.emplace_back(server.port());
  CHECK(eventually([&] { return server.totals()[IngressCount::refused_address] == 2; }));
  CHECK(server.gauges().connections == 3);
}

TEST_CASE("more requests in flight than the limit are answered 503") {
  MemorySinkForTests sink({.hold = true});
  IngressOptions options;
  options.limits.requests_in_flight = 2;
  IngressServer server(ingress_scenario(), sink, options);
  server.start();
  Client client(server.port());
  client.send(post(event_json(1)) + post(event_json(2)) + post(event_json(3)));
  CHECK(eventually([&] { return sink.held() == 2; }));
  sink.release();
  for (const int status : {202, 202, 503}) CHECK(client.receive().status == status);
  CHECK(server.totals()[IngressCount::in_flight_full] == 1);
}

TEST_CASE("two servers cannot share a port unasked, and the second says why") {
  MemorySinkForTests sink;
  IngressServer first(ingress_scenario(), sink, {});
  first.start();
  IngressOptions options;
  options.port = first.port();
  IngressServer second(ingress_scenario(), sink, options);
  const std::string expected = fmt::format(
      "--listen: error: found 127.0.0.1:{} (Address already in use)\n"
      "  allowed: a free port of an address of this machine\n"
      "  hint: end what listens there, or take port 0 for any free one",
      first.port());
  CHECK_THROWS_WITH(second.start(), expected.c_str());
}

}  // namespace uslkit
