// ScriptedServer: an HTTP server for tests that does to each POST what its script says.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace uslkit {

// What is done to one POST.
struct Deed {
  int status = 202;                   // 0: nothing is ever answered
  std::chrono::milliseconds wait{0};  // before the answer, in which all others wait too
  int retry_after_s = 0;              // 0: not said
  std::string body = R"({"accepted":1})";
  bool close = false;  // instead of an answer
};

struct SeenPost {
  std::string content_type{};
  std::vector<std::string> events{};  // lines of the body
};

// One thread for all connections: a script that waits stalls the whole server.
class ScriptedServer {
 public:
  using Script = std::function<Deed(std::int64_t number, const SeenPost& post)>;
  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::vector<SeenPost> posts() const;

 private:
  struct Peer {
    int socket = -1;
    std::string unread{};
  };
  void run();
  [[nodiscard]] bool serve(Peer& peer);

  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> ends_{false};
  std::int64_t served_ = 0;
  mutable std::mutex mutex_;
  std::vector<SeenPost> posts_;
  std::jthread thread_;
};

// The string value of a field of an event's text; empty: it has none.
[[nodiscard]] std::string text_field(std::string_view event, std::string_view name);

}  // namespace uslkit
