#include "pipeline/ingress/request_reader.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr HttpRefusal kNoMemory = {503, "body_memory",
                                   "large bodies share a memory budget, which is used up",
                                   "retry later, or send smaller batches"};

Route route_of(std::string_view path) {
  if (path == "/events") return Route::events;
  if (path == "/healthz") return Route::healthz;
  return path == "/metrics" ? Route::metrics : Route::none;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool is_media_type(std::string_view header, std::string_view type) {
  if (header.size() < type.size()) return false;
  const auto same = [](char a, char b) { return lower(a) == b; };
  if (!std::equal(type.begin(), type.end(), header.begin(), same)) return false;
  const std::string_view rest = header.substr(type.size());
  return rest.empty() || rest.front() == ';' || rest.front() == ' ' || rest.front() == '\t';
}

Content content_of(std::string_view header) {
  if (is_media_type(header, "application/json")) return Content::json;
  return is_media_type(header, "application/x-ndjson") ? Content::ndjson : Content::other;
}

}  // namespace

RequestReader::RequestReader(const IngressLimits& limits, BodyMemory& memory)
    : limits_(limits),
      memory_(memory),
      buffer_(new char[limits.buffer_bytes + kBodyPadding]),
      capacity_(limits.buffer_bytes) {}

RequestReader::~RequestReader() { memory_.give_back(capacity_ - limits_.buffer_bytes); }

// ---- Bytes in. ----

std::span<char> RequestReader::room() {
  if (state_ == State::refused) return {};
  if (begin_ == end_) begin_ = end_ = 0;
  if (capacity_ - end_ < capacity_ / 4) move_to(capacity_);
  if (end_ == capacity_) {
    // A head never fills the buffer, so this is a body, and no body is larger than its limit.
    const std::size_t larger = std::min(2 * capacity_, capacity_ + limits_.body_bytes);
    if (!memory_.take(larger - capacity_)) {
      static_cast<void>(refuse(kNoMemory));
      return {};
    }
    move_to(larger);
  }
  return {buffer_.get() + end_, capacity_ - end_};
}

// Puts what is unread to the front, of a buffer of this size.
void RequestReader::move_to(std::size_t capacity) {
  const std::size_t count = end_ - begin_;
  USLKIT_CHECK(count <= capacity);
  USLKIT_CHECK(state_ != State::handed_out);
  if (capacity == capacity_) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, count);
  } else {
    std::unique_ptr<char[]> buffer(new char[capacity + kBodyPadding]);
    std::memcpy(buffer.get(), buffer_.get() + begin_, count);
    buffer_ = std::move(buffer);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = count;
}

void RequestReader::received(std::size_t count) {
  USLKIT_CHECK(count <= capacity_ - end_);
  end_ += count;
}

// ---- Requests out. ----

void RequestReader::finish() {
  if (state_ == State::handed_out) forget_request();
}

RequestReader::Step RequestReader::next() {
  finish();
  if (state_ == State::head) return read_head();
  if (state_ == State::sized_body) return read_sized_body();
  if (state_ == State::chunked_body) return read_chunked_body();
  return Step::refused;
}

RequestReader::Step RequestReader::read_head() {
  if (!scanner_.scan(unread(), limits_)) {
    return scanner_.refusal().status == 0 ? Step::need_more : refuse(scanner_.refusal());
  }
  const HeadResult result = parse_head(unread().substr(0, scanner_.size()), limits_);
  if (result.refusal.status != 0) return refuse(result.refusal);
  const HttpHead& head = result.head;
  request_ = {.method = head.method,
              .route = route_of(head.path),
              .content = content_of(head.content_type),
              .keep_alive = head.keep_alive};
  wants_continue_ = head.wants_continue;
  begin_ += scanner_.size();
  if (head.chunked) {
    chunks_ = ChunkedBody(limits_.body_bytes);
    length_ = 0;
    state_ = State::chunked_body;
    return read_chunked_body();
  }
  length_ = static_cast<std::size_t>(head.content_length.value_or(0));
  state_ = State::sized_body;
  return read_sized_body();
}

RequestReader::Step RequestReader::read_sized_body() {
  if (end_ - begin_ < length_) return Step::need_more;
  return hand_out(length_, begin_ + length_);
}

// Invariant: the decoded content is [begin_, begin_ + length_); what follows it is framed.
RequestReader::Step RequestReader::read_chunked_body() {
  char* const to = buffer_.get() + begin_ + length_;
  const std::size_t framed = end_ - begin_ - length_;
  const ChunkedBody::Progress progress = chunks_.decode(to, framed, to);
  const std::size_t following = begin_ + length_ + progress.consumed;
  length_ += progress.produced;
  if (chunks_.refusal().status != 0) return refuse(chunks_.refusal());
  if (chunks_.done()) return hand_out(length_, following);
  end_ = begin_ + length_;
  return Step::need_more;
}

RequestReader::Step RequestReader::hand_out(std::size_t body_bytes, std::size_t following) {
  request_.body = {buffer_.get() + begin_, body_bytes};
  following_ = following;
  wants_continue_ = false;
  state_ = State::handed_out;
  return Step::request;
}

void RequestReader::forget_request() {
  begin_ = following_;
  request_.body = {};
  scanner_.reset();
  state_ = State::head;
  if (capacity_ > limits_.buffer_bytes && end_ - begin_ <= limits_.buffer_bytes / 2) {
    memory_.give_back(capacity_ - limits_.buffer_bytes);
    move_to(limits_.buffer_bytes);
  }
}

RequestReader::Step RequestReader::refuse(const HttpRefusal& refusal) {
  refusal_ = refusal;
  state_ = State::refused;
  return Step::refused;
}

bool RequestReader::take_continue() {
  const bool asked = wants_continue_;
  wants_continue_ = false;
  return asked;
}

RequestReader::Phase RequestReader::phase() const {
  if (state_ == State::sized_body || state_ == State::chunked_body) return Phase::body;
  if (state_ == State::head && begin_ != end_) return Phase::head;
  return Phase::between;
}

void RequestReader::reset() {
  finish();
  begin_ = end_ = 0;
  if (capacity_ > limits_.buffer_bytes) {
    memory_.give_back(capacity_ - limits_.buffer_bytes);
    move_to(limits_.buffer_bytes);
  }
  state_ = State::head;
  scanner_.reset();
  wants_continue_ = false;
  refusal_ = {};
}

}  // namespace uslkit
