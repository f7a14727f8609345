// A client for tests: a blocking socket that sends exactly the bytes it is told to.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "scenario/scenario.h"

namespace uslkit {

struct ClientReply {
  int status = 0;  // 0: none came before the connection ended or the time was up
  std::string head{};
  std::string body{};
  [[nodiscard]] std::string header(std::string_view name) const;
};

class Client {
 public:
  // `receive_buffer`: of the socket, in bytes; 0: the kernel's choice.
  explicit Client(std::uint16_t port, int receive_buffer = 0);
  ~Client();
  Client(Client&& other) noexcept;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  Client& operator=(Client&&) = delete;

  [[nodiscard]] bool connected() const { return socket_ >= 0; }
  // Whether all bytes were taken.
  bool send(std::string_view bytes);
  // The next answer; waits at most `limit` for each piece of it.
  ClientReply receive(std::chrono::milliseconds limit = std::chrono::seconds(10));
  // Whether the server has ended the connection, within the limit; swallows what comes before.
  bool at_end(std::chrono::milliseconds limit = std::chrono::seconds(10));
  void finish_sending();

 private:
  bool fill(std::chrono::milliseconds limit);

  int socket_ = -1;
  std::string unread_;
  bool ended_ = false;
};

// One event of about 250 bytes; `number` makes id and key.
[[nodiscard]] std::string event_json(std::int64_t number, std::string_view tenant = "7",
                                     std::string_view type = "orders");
[[nodiscard]] std::string post(std::string_view body,
                               std::string_view content_type = "application/json",
                               std::string_view more_headers = "");
inline constexpr std::string_view kNdjson = "application/x-ndjson";

// Two classes, "orders" (priority 1, 100 tenants) and "clicks" (priority 2, none); 4 partitions.
[[nodiscard]] Scenario ingress_scenario(std::vector<AdmissionSpec> admission = {});

// Waits until `condition` holds, at most ten seconds; whether it came true.
template <typename Condition>
bool eventually(Condition&& condition) {
  const std::chrono::steady_clock::time_point end =
      std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace uslkit
