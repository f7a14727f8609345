#include "spread/part_ledger.h"

#include <utility>

namespace uslkit {

PartOrder::Options PartLedger::order_of(const Options& options) {
  PartOrder::Options order{.group = options.group,
                           .first_always = options.first_always && options.kept.empty(),
                           .stop = options.stop};
  for (const std::size_t number : options.numbers) {
    if (!options.kept.contains(number)) order.parts.push_back(number);
  }
  return order;
}

PartLedger::PartLedger(Options options)
    : wanted_(options.numbers.size()),
      expected_(options.numbers.size() - options.kept.size()),
      on_whole_(std::move(options.on_whole)),
      order_(order_of(options)),
      values_(std::move(options.kept)),
      whole_(values_.size()) {}

void PartLedger::keep(std::size_t number, PartText part) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (part.whole && on_whole_) on_whole_(number, part.value);
  if (part.whole) ++whole_;
  values_[number] = std::move(part.value);
}

bool PartLedger::complete() const { return whole_parts() == wanted_; }

std::size_t PartLedger::whole_parts() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return whole_;
}

std::map<std::size_t, std::string> PartLedger::take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::move(values_);
}

TextFlow PartLedger::flow() {
  TextFlow flow{.expected = expected_};
  flow.next = [this] { return next(); };
  flow.made = [this](std::size_t number, PartText part) { keep(number, std::move(part)); };
  return flow;
}

}  // namespace uslkit
