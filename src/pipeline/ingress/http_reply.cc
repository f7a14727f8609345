#include "pipeline/ingress/http_reply.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace uslkit {
namespace {

std::string_view phrase_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Internal Server Error";
  }
}

void append_number(std::string& to, std::uint64_t number) {
  std::array<char, 20> digits;
  const std::to_chars_result end =
      std::to_chars(digits.data(), digits.data() + digits.size(), number);
  to.append(digits.data(), end.ptr);
}

std::string_view remedy_of(RejectReason reason) {
  switch (reason) {
    case RejectReason::rate_limit:
      return "retry after the time in Retry-After; a batch above the burst is never admitted";
    case RejectReason::log_full:
      return "retry later: the log has no room";
    case RejectReason::read_only:
      return "writes are switched off; retry later";
    default:
      return "retry after the time in Retry-After, with backoff";
  }
}

}  // namespace

void append_reply(std::string& to, const HttpReply& reply) {
  to += "HTTP/1.1 ";
  append_number(to, static_cast<std::uint64_t>(reply.status));
  to += ' ';
  to += phrase_of(reply.status);
  to += "\r\nDate: ";
  to += reply.date;
  if (!reply.allow.empty()) {
    to += "\r\nAllow: ";
    to += reply.allow;
  }
  if (reply.retry_after_s > 0) {
    to += "\r\nRetry-After: ";
    append_number(to, static_cast<std::uint64_t>(reply.retry_after_s));
  }
  to += "\r\nContent-Type: ";
  to += reply.content_type;
  if (reply.close) to += "\r\nConnection: close";
  to += "\r\nContent-Length: ";
  append_number(to, reply.body.size());
  to += "\r\n\r\n";
  if (!reply.without_body) to += reply.body;
}

void append_accepted(std::string& to, std::uint64_t events, std::string_view date, bool close) {
  constexpr std::string_view kBefore = "{\"accepted\":";
  std::array<char, 20> digits;
  const std::to_chars_result end =
      std::to_chars(digits.data(), digits.data() + digits.size(), events);
  const std::size_t count = static_cast<std::size_t>(end.ptr - digits.data());
  to += "HTTP/1.1 202 Accepted\r\nDate: ";
  to += date;
  if (close) to += "\r\nConnection: close";
  to += "\r\nContent-Type: application/json\r\nContent-Length: ";
  append_number(to, kBefore.size() + count + 1);
  to += "\r\n\r\n";
  to += kBefore;
  to.append(digits.data(), count);
  to += '}';
}

std::string refusal_body(const HttpRefusal& refusal) {
  return fmt::format(R"({{"error":"{}","rule":"{}","remedy":"{}"}})", refusal.code, refusal.rule,
                     refusal.remedy);
}

std::string fault_body(const EventFault& fault) {
  std::string body =
      fmt::format(R"({{"error":"invalid_event","violated":"{}")", name_of(fault.rule));
  if (fault.line > 0) fmt::format_to(std::back_inserter(body), R"(,"line":{})", fault.line);
  if (!fault.field.empty()) {
    fmt::format_to(std::back_inserter(body), R"(,"field":"{}")", fault.field);
  }
  fmt::format_to(std::back_inserter(body), R"(,"rule":"{}","remedy":"{}"}})", allowed(fault),
                 remedy(fault));
  return body;
}

std::string rejection_body(RejectReason reason, std::int64_t retry_after_s) {
  return fmt::format(R"({{"error":"{}","retry_after_s":{},"remedy":"{}"}})", name_of(reason),
                     retry_after_s, remedy_of(reason));
}

int status_of(RejectReason reason) {
  if (reason == RejectReason::rate_limit) return 429;
  return reason == RejectReason::log_full ? 507 : 503;
}

std::int64_t retry_after_seconds(Duration wait) {
  const Duration capped = std::clamp<Duration>(wait, Duration{1}, std::chrono::hours(1));
  return std::chrono::ceil<std::chrono::seconds>(capped).count();
}

std::string http_date(std::chrono::sys_seconds time) {
  constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                     "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays[std::chrono::weekday(day).c_encoding()], unsigned(date.day()),
                     kMonths[unsigned(date.month()) - 1], int(date.year()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace uslkit
