#include "pipeline/load/reply_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace uslkit {
namespace {

constexpr std::size_t kMostHead = 16 * 1024;
constexpr std::uint64_t kMostBody = 64 * 1024;
constexpr std::uint64_t kLongestRetryAfter = 24 * 3600;
constexpr std::string_view kVersion = "HTTP/1.1 ";
constexpr std::string_view kError = R"("error":")";

bool equal_ignoring_case(std::string_view a, std::string_view lower) {
  return std::ranges::equal(a, lower, [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t number = 0;
  const std::from_chars_result read =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

struct Head {
  bool good = true;
  std::optional<std::uint64_t> length{};
};

// One header line. Retry-After as a date is passed over: the backoff alone decides then.
void read_header(std::string_view line, Head& head, LoadReply& reply) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    head.good = false;
    return;
  }
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (equal_ignoring_case(name, "content-length")) {
    const std::optional<std::uint64_t> length = decimal(value);
    head.good = head.good && length && !head.length;
    head.length = length;
  } else if (equal_ignoring_case(name, "transfer-encoding")) {
    head.good = false;
  } else if (equal_ignoring_case(name, "retry-after")) {
    const std::uint64_t seconds = std::min(decimal(value).value_or(0), kLongestRetryAfter);
    reply.retry_after = std::chrono::seconds(seconds);
  } else if (equal_ignoring_case(name, "connection")) {
    reply.close = equal_ignoring_case(value, "close");
  }
}

}  // namespace

LoadReply read_reply(std::string_view bytes) {
  LoadReply reply;
  const std::size_t end = bytes.find("\r\n\r\n");
  const std::string_view version = bytes.substr(0, kVersion.size());
  if (version != kVersion.substr(0, version.size()) ||
      (end == std::string_view::npos ? bytes.size() : end) > kMostHead) {
    reply.state = LoadReply::State::bad;
    return reply;
  }
  if (end == std::string_view::npos) return reply;

  Head head;
  std::size_t at = bytes.find("\r\n");
  const std::string_view status = bytes.substr(kVersion.size(), 3);
  reply.status = static_cast<int>(decimal(status).value_or(0));
  head.good = at >= kVersion.size() + 3 && reply.status >= 200 && reply.status <= 599;
  while (at < end) {
    const std::size_t start = at + 2;
    at = bytes.find("\r\n", start);
    read_header(bytes.substr(start, at - start), head, reply);
  }
  if (!head.good || !head.length || *head.length > kMostBody) {
    reply.state = LoadReply::State::bad;
    return reply;
  }
  reply.bytes = end + 4 + static_cast<std::size_t>(*head.length);
  if (bytes.size() < reply.bytes) return reply;
  reply.body = bytes.substr(end + 4, static_cast<std::size_t>(*head.length));
  reply.state = LoadReply::State::complete;
  return reply;
}

RejectReason LoadReply::reason() const {
  const std::size_t at = body.find(kError);
  if (at != std::string_view::npos) {
    const std::string_view rest = body.substr(at + kError.size());
    const std::string_view name = rest.substr(0, rest.find('"'));
    for (int i = 1; i < kRejectReasonCount; ++i) {
      if (name == name_of(static_cast<RejectReason>(i))) return static_cast<RejectReason>(i);
    }
    if (name == "requests_in_flight") return RejectReason::queue_full;
  }
  if (status == 429) return RejectReason::rate_limit;
  return status == 507 ? RejectReason::log_full : RejectReason::unavailable;
}

}  // namespace uslkit
