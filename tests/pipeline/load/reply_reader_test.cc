// The bytes of answers: what is taken, what is refused, and why an attempt was refused.
#include "pipeline/load/reply_reader.h"

#include <string>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using State = LoadReply::State;

std::string reply_text(std::string_view head, std::string_view body) {
  return "HTTP/1.1 " + std::string(head) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

}  // namespace

TEST_CASE("an answer is complete with its last byte and not before") {
  const std::string text = reply_text("202 Accepted\r\nDate: today", R"({"accepted":1})");
  for (std::size_t i = 0; i < text.size(); ++i) {
    CHECK(read_reply(text.substr(0, i)).state == State::incomplete);
  }
  const std::string longer = text + "HTTP";
  const LoadReply reply = read_reply(longer);
  CHECK(reply.state == State::complete);
  CHECK(reply.bytes == text.size());
  CHECK(reply.status == 202);
  CHECK(reply.body == R"({"accepted":1})");
  CHECK_FALSE(reply.close);
}

TEST_CASE("Retry-After in seconds and Connection: close are heard in any case") {
  const std::string text = reply_text("503 No\r\nRETRY-after:  7 \r\nconnection: Close", "");
  const LoadReply reply = read_reply(text);
  CHECK(reply.state == State::complete);
  CHECK(reply.retry_after == std::chrono::seconds(7));
  CHECK(reply.close);
}

TEST_CASE("what the ingress never sends is refused") {
  const char* const texts[] = {
      "HTTP/1.0 202 Accepted\r\nContent-Length: 0\r\n\r\n",
      "HTTX",
      "HTTP/1.1 202 Accepted\r\n\r\n",
      "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 2 \r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 202 A\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 202 A\r\nContent-Length: -1\r\n\r\n",
      "HTTP/1.1 202 A\r\nContent-Length: 99999999\r\n\r\n",
      "HTTP/1.1 202 A\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 202 A\r\nno colon\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 \r\n\r\n",
  };
  for (const char* text : texts) {
    CAPTURE(text);
    CHECK(read_reply(text).state == State::bad);
  }
  CHECK(read_reply("HTTP/1.1 200 " + std::string(20'000, 'x')).state == State::bad);
}

TEST_CASE("the reason is what the body names, else what the status means") {
  const auto reason = [](std::string_view head, std::string_view body) {
    const std::string text = reply_text(head, body);
    return read_reply(text).reason();
  };
  CHECK(reason("503 No", R"({"error":"priority_shed","retry_after_s":1})") ==
        RejectReason::priority_shed);
  CHECK(reason("503 No", R"({"error":"log_failed"})") == RejectReason::unavailable);
  CHECK(reason("503 No", R"({"error":"requests_in_flight"})") == RejectReason::queue_full);
  CHECK(reason("429 No", "") == RejectReason::rate_limit);
  CHECK(reason("507 No", "") == RejectReason::log_full);
  CHECK(reason("500 No", R"({"error":"none"})") == RejectReason::unavailable);
}

}  // namespace uslkit
