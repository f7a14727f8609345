// PartLedger: which parts of a job are still to be made, and the values of those that are done.
//
// Values are JSON texts: a part made here, in another process or in an earlier one is the same.
// Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sim/part_flow.h"

namespace uslkit {

// A part as text. Not whole: its run was stopped on the way; it counts for a first look only.
struct PartText {
  std::string value{};
  bool whole = true;
};
using TextFlow = PartFlow<PartText>;

class PartLedger {
 public:
  struct Options {
    std::vector<std::size_t> numbers{};  // those that are this process's business
    std::size_t group = 1;               // see PartOrder
    bool first_always = false;
    const std::atomic<bool>* stop = nullptr;
    std::map<std::size_t, std::string> kept{};  // made before
    // Told of each whole part, one call at a time, before anyone else may ask for it.
    std::function<void(std::size_t number, const std::string& value)> on_whole{};
  };
  explicit PartLedger(Options options);

  [[nodiscard]] std::optional<std::size_t> next() { return order_.next(); }
  void keep(std::size_t number, PartText part);

  // How many were not there at the start.
  [[nodiscard]] std::size_t expected() const { return expected_; }
  // All are there, and whole.
  [[nodiscard]] bool complete() const;
  [[nodiscard]] std::size_t whole_parts() const;
  // Whole or not, by number.
  [[nodiscard]] std::map<std::size_t, std::string> take();

  // The ledger as a source of work for this process's own threads.
  [[nodiscard]] TextFlow flow();

 private:
  [[nodiscard]] static PartOrder::Options order_of(const Options& options);

  std::size_t wanted_;
  std::size_t expected_;
  std::function<void(std::size_t, const std::string&)> on_whole_;
  PartOrder order_;
  mutable std::mutex mutex_;
  std::map<std::size_t, std::string> values_;
  std::size_t whole_;
};

}  // namespace uslkit
