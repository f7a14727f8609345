// Requests as raw bytes: what HTTP/1.1 (RFC 9112) and its abusers send, the status that it gets,
// and that the connection ends with it where its framing cannot be trusted.
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "pipeline/ingress/ingress_server.h"
#include "pipeline/ingress/memory_sink_for_tests.h"
#include "tests/pipeline/ingress/client.h"

namespace uslkit {
namespace {

struct RawCase {
  std::string name;
  std::string bytes;
  int status;
  bool closes;
};

const std::string kBody = event_json(1);

// A POST of one event whose headers are these; the body follows.
std::string with_headers(const std::string& headers, const std::string& version = "HTTP/1.1") {
  return fmt::format("POST /events {}\r\nContent-Type: application/json\r\n{}\r\n{}", version,
                     headers, kBody);
}

std::string length(std::string_view value) {
  return with_headers(fmt::format("Host: localhost\r\nContent-Length:{}\r\n", value));
}

std::string coding(std::string_view value) {
  return fmt::format(
      "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding:{}\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n",
      value, kBody.size(), kBody);
}

std::string chunks(std::string_view framed) {
  return fmt::format(
      "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n{}",
      framed);
}

std::string get(std::string_view target, std::string_view headers = "Host: localhost\r\n") {
  return fmt::format("GET {} HTTP/1.1\r\n{}\r\n", target, headers);
}

std::vector<RawCase> cases() {
  const std::string own = fmt::format(" {}", kBody.size());
  const std::string host = "Host: localhost\r\n";
  const std::string hex = fmt::format("{:x}", kBody.size());
  std::string many = host;
  for (int i = 0; i < 10'000; ++i) many += "A: b\r\n";
  return {
      {"a plain POST", length(own), 202, false},
      {"optional blanks around a length", length("\t  " + own + " \t"), 202, false},
      {"names in any case",
       with_headers(fmt::format("hOST: localhost\r\ncONTENT-lENGTH:{}\r\n", own)), 202, false},
      {"length and coding",
       with_headers(host + "Content-Length:" + own + "\r\nTransfer-Encoding: chunked\r\n"), 400,
       true},
      {"coding and length",
       with_headers(host + "Transfer-Encoding: chunked\r\nContent-Length:" + own + "\r\n"), 400,
       true},
      {"two different lengths",
       with_headers(host + "Content-Length:" + own + "\r\nContent-Length: 3\r\n"), 400, true},
      {"the same length twice",
       with_headers(host + "Content-Length:" + own + "\r\nContent-Length:" + own + "\r\n"), 400,
       true},
      {"length +5", length(" +5"), 400, true},
      {"length -5", length(" -5"), 400, true},
      {"length 5,5", length(" 5,5"), 400, true},
      {"length 0x5", length(" 0x5"), 400, true},
      {"length 5 5", length(" 5 5"), 400, true},
      {"length 2^64", length(" 18446744073709551616"), 400, true},
      {"an empty length", length(""), 400, true},
      {"coding chunked", coding(" chunked"), 202, false},
      {"coding Chunked and a tab", coding("\tChunked\t"), 202, false},
      {"coding chunked, identity", coding(" chunked, identity"), 400, true},
      {"coding gzip, chunked", coding(" gzip, chunked"), 400, true},
      {"coding xchunked", coding(" xchunked"), 400, true},
      {"coding \"chunked\" in quotes", coding(" \"chunked\""), 400, true},
      {"coding with a vertical tab",
       coding(" \x0B"
              "chunked"),
       400, true},
      {"coding in HTTP/1.0", with_headers(host + "Transfer-Encoding: chunked\r\n", "HTTP/1.0"), 400,
       true},
      {"coding twice",
       with_headers(host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400,
       true},
      {"a blank before the colon", with_headers(host + "Content-Length :" + own + "\r\n"), 400,
       true},
      {"a folded header", with_headers(host + "X-A: b\r\n c\r\nContent-Length:" + own + "\r\n"),
       400, true},
      {"a header without colon", with_headers(host + "nonsense\r\n"), 400, true},
      {"a header without name", with_headers(host + ": x\r\n"), 400, true},
      {"a bare LF", "GET /healthz HTTP/1.1\nHost: localhost\n\n", 400, true},
      {"a bare LF after a header", "GET /healthz HTTP/1.1\r\nHost: localhost\n\r\n", 400, true},
      {"a bare CR in a value", get("/healthz", host + "A: b\rc\r\n"), 400, true},
      {"NUL in a value", get("/healthz", host + std::string("A: b\0c\r\n", 8)), 400, true},
      {"NUL in a name", get("/healthz", host + std::string("A\0: b\r\n", 7)), 400, true},
      {"no Host", get("/healthz", ""), 400, true},
      {"no Host in HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", 200, true},
      {"two Hosts", get("/healthz", host + host), 400, true},
      {"an empty Host", get("/healthz", "Host:\r\n"), 400, true},
      {"a Host of two", get("/healthz", "Host: localhost, evil.test\r\n"), 400, true},
      {"a Host with a port", get("/healthz", "Host: localhost:8080\r\n"), 200, false},
      {"a Host of IPv6", get("/healthz", "Host: [::1]:8080\r\n"), 200, false},
      {"a foreign Host", get("/healthz", "Host: evil.test\r\n"), 403, true},
      {"absolute form", get("http://localhost/healthz"), 200, false},
      {"absolute form with another host", get("http://evil.test/healthz"), 400, true},
      {"absolute form without a host", get("http:///healthz"), 400, true},
      {"chunk size -1", chunks("-1\r\n"), 400, true},
      {"chunk size of 17 digits", chunks("ffffffffffffffff1\r\n"), 413, true},
      {"chunk size of 16 digits", chunks("ffffffffffffffff\r\n"), 413, true},
      {"chunk size 0x5", chunks("0x5\r\nabcde\r\n0\r\n\r\n"), 400, true},
      {"no chunk size", chunks("\r\n"), 400, true},
      {"a chunk larger than a body may be", chunks("200000\r\n"), 413, true},
      {"a chunk without CR LF behind it", chunks(hex + "\r\n" + kBody + "0\r\n\r\n"), 400, true},
      {"a chunk line that ends with LF", chunks(hex + "\n" + kBody + "\r\n0\r\n\r\n"), 400, true},
      {"a chunk extension", chunks(hex + ";a=b\r\n" + kBody + "\r\n0\r\n\r\n"), 202, false},
      {"an endless chunk extension", chunks(hex + ";" + std::string(4096, 'a')), 400, true},
      {"a trailer that forges a length",
       chunks(hex + "\r\n" + kBody + "\r\n0\r\nContent-Length: 5\r\n\r\n"), 202, false},
      {"endless trailers", chunks(hex + "\r\n" + kBody + "\r\n0\r\nA: " + std::string(8192, 'a')),
       431, true},
      {"a request line of 64 KB", get("/" + std::string(64 * 1024, 'a')), 414, true},
      {"10,000 headers", get("/healthz", many), 431, true},
      {"a header of 64 KB", get("/healthz", host + "A: " + std::string(65536, 'a') + "\r\n"), 431,
       true},
      {"a body above the limit", length(" 1048577"), 413, true},
      {"an expectation that nobody meets", with_headers(host + "Expect: 200-maybe\r\n"), 417, true},
      {"a method in lower case", "get /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, false},
      {"a method that is no token", "GE(T /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, true},
      {"OPTIONS, as a browser's preflight", "OPTIONS /events HTTP/1.1\r\nHost: localhost\r\n\r\n",
       405, false},
      {"GET /events", get("/events"), 405, false},
      {"%2e%2e/", get("/%2e%2e/healthz"), 404, false},
      {"../", get("/../healthz"), 404, false},
      {"a fragment", get("/healthz#x"), 400, true},
      {"a query", get("/healthz?x=1"), 200, false},
      {"a target without slash", get("healthz"), 400, true},
      {"a blank in the target", get("/a b"), 400, true},
      {"two blanks", "GET  /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, true},
      {"no version", "GET /healthz\r\nHost: localhost\r\n\r\n", 400, true},
      {"version 1.2", "GET /healthz HTTP/1.2\r\nHost: localhost\r\n\r\n", 505, true},
      {"version 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, true},
      {"a line before the request", "\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400,
       true},
      {"another protocol", "\x16\x03\x01\x02\x03\n", 400, true},
      {"Connection: close", get("/healthz", host + "Connection: foo, Close\r\n"), 200, true},
      {"keep-alive in HTTP/1.0",
       "GET /healthz HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n", 200, false},
      {"no content type", "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
       415, false},
      {"a form, as a foreign page could send it",
       fmt::format("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                   "text/plain\r\nContent-Length:{}\r\n\r\n{}",
                   own, kBody),
       415, false},
  };
}

}  // namespace

TEST_CASE("each raw request gets its status, and its connection ends where it must") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  for (const RawCase& each : cases()) {
    CAPTURE(each.name);
    Client client(server.port());
    client.send(each.bytes);
    const ClientReply reply = client.receive();
    CHECK(reply.status == each.status);
    CHECK((reply.header("Connection") == "close") == each.closes);
    if (each.closes) {
      CHECK(client.at_end());
    } else {
      // Nothing of it is left over: the next request on the connection is understood.
      client.send(get("/healthz"));
      CHECK(client.receive().status == 200);
    }
  }
}

TEST_CASE("a raw request gets the same status when it comes byte by byte") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  for (const RawCase& each : cases()) {
    if (each.bytes.size() > 1000) continue;
    CAPTURE(each.name);
    Client client(server.port());
    for (const char byte : each.bytes) {
      if (!client.send({&byte, 1})) break;
    }
    CHECK(client.receive().status == each.status);
  }
}

TEST_CASE("what follows a refused request is never served") {
  MemorySinkForTests sink;
  IngressServer server(ingress_scenario(), sink, {});
  server.start();
  Client client(server.port());
  // The smuggled request is what a reader of the coding alone would see as the second one.
  client.send(
      "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
      post(kBody));
  CHECK(client.receive().status == 400);
  CHECK(client.receive().status == 0);
  CHECK(sink.count() == 0);
}

}  // namespace uslkit
