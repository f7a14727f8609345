// HttpReply: the bytes of an answer, appended to what is to be written.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/ingress/event_schema.h"
#include "pipeline/ingress/http_head.h"
#include "policy/verdict.h"

namespace uslkit {

struct HttpReply {
  int status = 200;
  std::string_view content_type = "application/json";
  std::string_view body{};
  std::string_view date{};         // "Sun, 06 Nov 1994 08:49:37 GMT"
  std::string_view allow{};        // of a 405
  std::int64_t retry_after_s = 0;  // 0: not said
  bool close = false;
  bool without_body = false;  // the answer to HEAD: the length, but not the body
};

void append_reply(std::string& to, const HttpReply& reply);

// {"accepted":100}: the 202, without going through an HttpReply.
void append_accepted(std::string& to, std::uint64_t events, std::string_view date, bool close);

// Bodies: {"error":...,"rule":...,"remedy":...}. None of them repeats what the client sent.
[[nodiscard]] std::string refusal_body(const HttpRefusal& refusal);
[[nodiscard]] std::string fault_body(const EventFault& fault);
[[nodiscard]] std::string rejection_body(RejectReason reason, std::int64_t retry_after_s);

// 429 for rates, 507 for a full log, 503 for the rest.
[[nodiscard]] int status_of(RejectReason reason);

// Whole seconds, rounded up; 1 where the policy cannot know, an hour at most.
[[nodiscard]] std::int64_t retry_after_seconds(Duration wait);

// The Date of RFC 9110, section 5.6.7.
[[nodiscard]] std::string http_date(std::chrono::sys_seconds time);

}  // namespace uslkit
