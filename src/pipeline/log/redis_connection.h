// RedisConnection: one connection to Redis through hiredis, with its errors turned into RedisLost.
//
// After RedisLost the connection is to be thrown away. Not thread-safe.
#pragma once

#include <exception>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include <hiredis/hiredis.h>

#include "base/units.h"

namespace uslkit {

struct RedisAddress {
  std::string host = "127.0.0.1";
  int port = 6379;
  std::string user{};      // empty: the default one
  std::string password{};  // empty: none is sent

  // "127.0.0.1:6379", as a message may show it.
  [[nodiscard]] std::string text() const { return host + ":" + std::to_string(port); }
};

// The connection failed, or the server answered what makes it useless (no permission, loading).
class RedisLost : public std::exception {
 public:
  explicit RedisLost(std::string what) : what_(std::move(what)) {}
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string what_;
};

// An answer of the server; an error of a command is one of them.
class RedisReply {
 public:
  explicit RedisReply(redisReply* reply) : reply_(reply, &freeReplyObject) {}

  [[nodiscard]] bool is_error() const { return reply_->type == REDIS_REPLY_ERROR; }
  [[nodiscard]] bool is_nil() const { return reply_->type == REDIS_REPLY_NIL; }
  [[nodiscard]] std::string_view text() const { return {reply_->str, reply_->len}; }
  [[nodiscard]] long long integer() const { return reply_->integer; }
  [[nodiscard]] const redisReply* raw() const { return reply_.get(); }

 private:
  std::unique_ptr<redisReply, void (*)(void*)> reply_;
};

class RedisConnection {
 public:
  // Connects and authenticates; every later answer must come within `timeout`.
  RedisConnection(const RedisAddress& address, Duration timeout);

  // One command, one round trip. An error of the command throws RedisLost, `ask` returns it.
  RedisReply call(std::initializer_list<std::string_view> words);
  RedisReply ask(std::initializer_list<std::string_view> words);

  // Pipelining: commands in the protocol's own form now, their replies in order later.
  void send(std::string_view encoded);
  [[nodiscard]] RedisReply receive();

  [[nodiscard]] redisContext* context() const { return context_.get(); }
  [[noreturn]] void fail(std::string_view what) const;

 private:
  std::string place_;
  std::unique_ptr<redisContext, void (*)(redisContext*)> context_;
};

// Appends the words as one command in the protocol's form.
void encode_command(std::string& to, std::initializer_list<std::string_view> words);
void encode_count(std::string& to, std::size_t words);
void encode_word(std::string& to, std::string_view word);

}  // namespace uslkit
