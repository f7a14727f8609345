// Transport: messages between the processes of one job: the seam behind which MPI stands.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace uslkit {

// Messages between two processes arrive in the order in which they were sent. Used by one thread
// only, the one that made it.
class Transport {
 public:
  struct Message {
    std::size_t from = 0;
    std::string bytes{};
  };

  Transport() = default;
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  [[nodiscard]] virtual std::size_t rank() const = 0;  // 0 leads
  [[nodiscard]] virtual std::size_t size() const = 0;
  virtual void send(std::size_t to, std::string_view bytes) = 0;
  // What has arrived, without waiting.
  [[nodiscard]] virtual std::optional<Message> receive() = 0;
};

}  // namespace uslkit
