#include "pipeline/consume/batch_in_hand.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <limits>
#include <numeric>
#include <optional>

#include "base/check.h"

namespace uslkit {
namespace {

constexpr std::string_view kPoisonMark = "\"poison\":true";

bool is_poisonous(std::string_view json) {
  return ::memmem(json.data(), json.size(), kPoisonMark.data(), kPoisonMark.size()) != nullptr;
}

std::int32_t value_of(std::string_view json) {
  constexpr std::size_t kMost = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::min(json.size(), kMost));
}

// By offset; the two lists stay side by side.
void sort_poison(std::vector<PoisonEvent>& poison, std::vector<std::uint16_t>& classes) {
  std::vector<std::size_t> order(poison.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return poison[i].event.offset; });
  std::vector<PoisonEvent> sorted;
  std::vector<std::uint16_t> sorted_classes;
  for (const std::size_t i : order) {
    sorted.push_back(poison[i]);
    sorted_classes.push_back(classes[i]);
  }
  poison.swap(sorted);
  classes.swap(sorted_classes);
}

}  // namespace

void BatchInHand::clear(LogOffset from) {
  from_ = next_ = from;
  newest_ns_ = unreadable_ = 0;
  bytes_.clear();
  events_.clear();
  about_.clear();
  suspects_.clear();
  poison_.clear();
  poison_classes_.clear();
  outcomes_.clear();
}

void BatchInHand::add(LogOffset offset, const LogRecord& record, const Rules& rules) {
  newest_ns_ = std::max(newest_ns_, record.timestamp_ns);
  const std::optional<EventEnvelope> event = read_envelope(record.payload);
  if (!event) return add_unreadable(offset, {}, 0, record.payload, "it is not an event envelope");
  if (event->traffic_class >= rules.classes) {
    return add_unreadable(offset, event->id, 0, event->json, "its traffic class is unknown");
  }
  if (event->key.size() > kMaxKeyBytes) {
    return add_unreadable(offset, event->id, event->traffic_class, event->json,
                          "its key has more than 128 bytes");
  }
  // Id and key lie side by side in an envelope: one copy for both.
  const std::string_view names =
      bytes_.keep({event->id.data(), event->id.size() + event->key.size()});
  if (rules.looks_for_poison && is_poisonous(event->json)) {
    suspects_.push_back({events_.size(), bytes_.keep(event->json.substr(0, kMaxPayloadBytes))});
  }
  events_.push_back({.offset = offset,
                     .id = names.substr(0, event->id.size()),
                     .key = names.substr(event->id.size()),
                     .sequence = event->birth_us,
                     .value = value_of(event->json)});
  about_.push_back({event->traffic_class, rules.clock.of_wall_us(event->birth_us)});
}

// A record without an id of its own is known by its place in the log.
void BatchInHand::add_unreadable(LogOffset offset, std::string_view id, std::uint16_t traffic_class,
                                 std::string_view payload, std::string_view reason) {
  std::array<char, 48> place{};
  if (id.empty()) {
    const int length = std::snprintf(place.data(), place.size(), "unreadable/%lld",
                                     static_cast<long long>(offset));
    id = {place.data(), static_cast<std::size_t>(length)};
  }
  poison_.push_back({.event = {.offset = offset, .id = bytes_.keep(id)},
                     .payload = bytes_.keep(payload.substr(0, kMaxPayloadBytes)),
                     .reason = reason});
  poison_classes_.push_back(traffic_class);
  ++unreadable_;
}

void BatchInHand::make_poison(const Suspect& suspect, std::int64_t attempts) {
  poison_.push_back({.event = events_[suspect.index],
                     .payload = suspect.payload,
                     .reason = "its consumer crashed each time",
                     .attempts = attempts});
  poison_classes_.push_back(about_[suspect.index].traffic_class);
}

void BatchInHand::drop_given_up() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    if (given_up_[i] != 0) continue;
    events_[kept] = events_[i];
    about_[kept] = about_[i];
    ++kept;
  }
  events_.resize(kept);
  about_.resize(kept);
  suspects_.clear();
  sort_poison(poison_, poison_classes_);
}

StoreBatch BatchInHand::for_store() {
  outcomes_.resize(static_cast<std::size_t>(size()));
  return {.from_offset = from_,
          .next_offset = next_,
          .time = StoreTime(Duration(newest_ns_)),
          .events = events_,
          .poison = poison_,
          .outcomes = outcomes_};
}

void BatchInHand::count_classes() {
  class_counts_.clear();
  const auto count = [&](std::size_t traffic_class) {
    if (class_counts_.size() <= traffic_class) class_counts_.resize(traffic_class + 1);
    ++class_counts_[traffic_class];
  };
  for (const AppliedEvent& event : about_) count(event.traffic_class);
  for (const std::uint16_t traffic_class : poison_classes_) count(traffic_class);
}

}  // namespace uslkit
