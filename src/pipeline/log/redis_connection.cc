#include "pipeline/log/redis_connection.h"

#include <charconv>

#include <sys/time.h>

namespace uslkit {
namespace {

timeval as_timeval(Duration duration) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  return {.tv_sec = micros / 1'000'000, .tv_usec = micros % 1'000'000};
}

void put_size(std::string& to, char kind, std::size_t size) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, size).ptr;
  to += kind;
  to.append(digits, end);
  to += "\r\n";
}

}  // namespace

void encode_count(std::string& to, std::size_t words) { put_size(to, '*', words); }

void encode_word(std::string& to, std::string_view word) {
  put_size(to, '$', word.size());
  to += word;
  to += "\r\n";
}

void encode_command(std::string& to, std::initializer_list<std::string_view> words) {
  encode_count(to, words.size());
  for (const std::string_view word : words) encode_word(to, word);
}

RedisConnection::RedisConnection(const RedisAddress& address, Duration timeout)
    : place_("redis " + address.text()),
      context_(redisConnectWithTimeout(address.host.c_str(), address.port, as_timeval(timeout)),
               &redisFree) {
  if (context_ == nullptr) throw RedisLost(place_ + ": no memory for a connection");
  if (context_->err != 0) fail(context_->errstr);
  redisSetTimeout(context_.get(), as_timeval(timeout));
  if (address.password.empty()) return;
  const RedisReply answer = address.user.empty() ? ask({"AUTH", address.password})
                                                 : ask({"AUTH", address.user, address.password});
  if (answer.is_error()) fail("the server refuses this user and password");
}

void RedisConnection::fail(std::string_view what) const {
  throw RedisLost(place_ + ": " + std::string(what));
}

void RedisConnection::send(std::string_view encoded) {
  if (redisAppendFormattedCommand(context_.get(), encoded.data(), encoded.size()) != REDIS_OK) {
    fail(context_->errstr);
  }
}

RedisReply RedisConnection::receive() {
  void* reply = nullptr;
  if (redisGetReply(context_.get(), &reply) != REDIS_OK) fail(context_->errstr);
  return RedisReply(static_cast<redisReply*>(reply));
}

RedisReply RedisConnection::ask(std::initializer_list<std::string_view> words) {
  std::string encoded;
  encode_command(encoded, words);
  send(encoded);
  return receive();
}

RedisReply RedisConnection::call(std::initializer_list<std::string_view> words) {
  RedisReply reply = ask(words);
  if (reply.is_error()) fail(reply.text());
  return reply;
}

}  // namespace uslkit
