#include "pipeline/host/append_gatherer.h"

#include <algorithm>

#include "pipeline/event_envelope.h"
#include "pipeline/store/fingerprint.h"

namespace uslkit {
namespace {

EventEnvelope envelope_of(const EventRecord& event) {
  return {.birth_us = event.timestamp_us,
          .traffic_class = static_cast<std::uint16_t>(event.traffic_class),
          .id = event.id,
          .key = event.key,
          .json = event.json};
}

std::size_t envelope_bytes(std::span<const EventRecord> events) {
  std::size_t bytes = 0;
  for (const EventRecord& event : events) bytes += envelope_bytes(envelope_of(event));
  return bytes;
}

// The sender's id as 128 bits, the same at every start, for logs that show it; consumers compare
// its bytes.
EventId id_of(std::string_view text) { return {fingerprint(text, 1), fingerprint(text, 0)}; }

}  // namespace

AppendGatherer::AppendGatherer(LogSink& sink, AppendListener& listener, Delays delays)
    : sink_(sink), listener_(listener), delays_(delays), partitions_(sink.partitions()) {
  for (GatheredAppends& each : partitions_) each.of_class.resize(sink.classes());
}

void AppendGatherer::append(std::uint32_t partition, std::span<const EventRecord> events,
                            AckLevel level, void* ticket) {
  GatheredAppends& gathered = partitions_[partition];
  if (delays_ == Delays::ahead && sink_.delays(partition, events, level, ticket, listener_)) return;
  const std::optional<AppendStatus> refused =
      sink_.refusal(partition, events, gathered.records.size());
  if (refused) return listener_.on_appended(ticket, *refused);

  const std::size_t bytes = envelope_bytes(events);
  if (!has_room(gathered, bytes, level)) hand_over(partition);
  if (gathered.records.empty()) {
    touched_.push_back(partition);
    gathered.bytes.reserve(std::max(bytes, sink_.gather_bytes()));
    gathered.level = level;
  }
  const std::int64_t now_ns = sink_.wall_ns();
  for (const EventRecord& event : events) {
    const std::size_t begin = gathered.bytes.size();
    write_envelope(gathered.bytes, envelope_of(event));
    gathered.records.push_back({.key = event.tenant,
                                .id = id_of(event.id),
                                .timestamp_ns = now_ns,
                                .payload = std::string_view(gathered.bytes).substr(begin)});
    ++gathered.of_class[event.traffic_class];
  }
  gathered.tickets.push_back({ticket, events.size()});
}

bool AppendGatherer::has_room(const GatheredAppends& gathered, std::size_t bytes, AckLevel level) {
  return gathered.records.empty() ||
         (gathered.level == level && gathered.bytes.size() + bytes <= gathered.bytes.capacity());
}

void AppendGatherer::flush() {
  for (const std::uint32_t partition : touched_) hand_over(partition);
  touched_.clear();
}

void AppendGatherer::hand_over(std::uint32_t partition) {
  GatheredAppends& gathered = partitions_[partition];
  if (gathered.records.empty()) return;
  sink_.append_gathered(partition, gathered, listener_);
  gathered.bytes.clear();
  gathered.records.clear();
  gathered.tickets.clear();
  std::ranges::fill(gathered.of_class, 0);
}

}  // namespace uslkit
