// LoadConnection: one keep-alive connection to the ingress: at most one POST at a time.
//
//   closed -> connecting -> idle <-> busy -> closed
//
// Non-blocking; who waits for its socket is its owner's business. Buffers grow to what was needed
// once and stay.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <netinet/in.h>

#include "base/time_point.h"
#include "pipeline/load/class_clients.h"
#include "pipeline/load/event_format.h"
#include "pipeline/load/reply_reader.h"

namespace uslkit {

class LoadConnection {
 public:
  enum class Step : std::uint8_t { waits, done, failed };
  static constexpr std::size_t kReadBytes = 16 * 1024;

  LoadConnection() = default;
  ~LoadConnection() { close(); }
  LoadConnection(LoadConnection&&) = delete;

  // waits: until it is writable, then connected(). failed: nobody listens, or no socket is left.
  [[nodiscard]] Step connect(const sockaddr_in& to);
  [[nodiscard]] Step connected();
  void close();
  [[nodiscard]] int socket() const { return socket_; }

  // Puts batch() into a POST; `time` gives each event's `ts`.
  void format(const EventFormat& format, std::string_view host, const SteadyRunClock& clock);
  // Writes on; waits: until it is writable.
  [[nodiscard]] Step write();
  [[nodiscard]] bool written() const { return out_at_ == out_end_; }
  [[nodiscard]] bool began() const { return out_at_ > out_start_; }
  [[nodiscard]] std::size_t post_bytes() const { return out_end_ - out_start_; }

  // Reads what has come; failed: the server has ended the connection. Then reply().
  [[nodiscard]] Step read();
  [[nodiscard]] LoadReply reply() const { return read_reply({in_.data(), in_used_}); }
  [[nodiscard]] std::size_t received() const { return in_used_; }
  void clear_input() { in_used_ = 0; }

  [[nodiscard]] LoadBatch& batch() { return batch_; }
  [[nodiscard]] const LoadBatch& batch() const { return batch_; }

  // The owner's notes.
  bool connecting = false;
  bool busy = false;       // a batch waits for its answer, or for the connection
  bool gone = false;       // all clients of its batch have gone
  bool wants_out = false;  // as it is registered

 private:
  int socket_ = -1;
  std::vector<char> out_;  // head, right-aligned before kHeadBytes; body
  std::size_t out_start_ = 0;
  std::size_t out_at_ = 0;
  std::size_t out_end_ = 0;
  std::vector<char> in_;
  std::size_t in_used_ = 0;
  LoadBatch batch_;
};

}  // namespace uslkit
