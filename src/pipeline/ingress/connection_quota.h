// ConnectionQuota: how many connections may be open, in all and per address.
//
// Thread-safe; asked once when a connection begins and once when it ends.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>

namespace uslkit {

using AddressBytes = std::array<unsigned char, 16>;  // IPv6, or IPv4 mapped into it

class ConnectionQuota {
 public:
  ConnectionQuota(std::size_t most, std::size_t most_per_address)
      : most_(most), most_per_address_(most_per_address) {}

  enum class Answer : std::uint8_t { admitted, total, per_address };
  [[nodiscard]] Answer admit(const AddressBytes& address) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (open_ >= most_) return Answer::total;
    std::size_t& of_address = by_address_[address];
    if (of_address >= most_per_address_) return Answer::per_address;
    ++of_address;
    ++open_;
    return Answer::admitted;
  }

  void release(const AddressBytes& address) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = by_address_.find(address);
    if (--found->second == 0) by_address_.erase(found);
    if (--open_ == 0) none_.notify_all();
  }

  [[nodiscard]] std::size_t open() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return open_;
  }

  // Whether the last connection ended within `limit`.
  [[nodiscard]] bool wait_for_none(std::chrono::nanoseconds limit) {
    std::unique_lock<std::mutex> lock(mutex_);
    return none_.wait_for(lock, limit, [this] { return open_ == 0; });
  }

 private:
  std::size_t most_;
  std::size_t most_per_address_;
  mutable std::mutex mutex_;
  std::condition_variable none_;
  std::size_t open_ = 0;
  std::map<AddressBytes, std::size_t> by_address_;
};

}  // namespace uslkit
