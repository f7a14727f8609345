#include "pipeline/host/log_sink.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "pipeline/event_envelope.h"

namespace uslkit {
namespace {

// Of one thread: what an append is put together in.
struct Scratch {
  std::string bytes;
  std::vector<LogRecord> records;
};

EventEnvelope envelope_of(const EventRecord& event) {
  return {.birth_us = event.timestamp_us,
          .traffic_class = static_cast<std::uint16_t>(event.traffic_class),
          .id = event.id,
          .key = event.key,
          .json = event.json};
}

// The sender's id as 128 bits, for logs that show it; consumers compare its bytes.
EventId id_of(std::string_view text) {
  EventId id;
  for (const char c : text) {
    id.low = (id.low ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    id.high = (id.high << 7 | id.high >> 57) ^ id.low;
  }
  return id;
}

void encode(std::span<const EventRecord> events, std::int64_t now_ns, Scratch& scratch) {
  std::size_t bytes = 0;
  for (const EventRecord& event : events) bytes += envelope_bytes(envelope_of(event));
  scratch.bytes.clear();
  scratch.bytes.reserve(bytes);  // so that the views below stay where they are
  scratch.records.clear();
  for (const EventRecord& event : events) {
    const std::size_t begin = scratch.bytes.size();
    write_envelope(scratch.bytes, envelope_of(event));
    scratch.records.push_back({.key = event.tenant,
                               .id = id_of(event.id),
                               .timestamp_ns = now_ns,
                               .payload = std::string_view(scratch.bytes).substr(begin)});
  }
}

AppendStatus answer_for(LogStatus status) {
  if (status == LogStatus::ok) return AppendStatus::ok;
  return status == LogStatus::disk_full ? AppendStatus::full : AppendStatus::failed;
}

std::size_t partitions_of(const Scenario& scenario) {
  USLKIT_CHECK(scenario.log.has_value());
  return static_cast<std::size_t>(scenario.log->partitions);
}

}  // namespace

LogSink::LogSink(const Scenario& scenario, Log& log, SteadyRunClock clock,
                 AppliedAnswers::Applied applied)
    : log_(log),
      clock_(clock),
      on_full_(scenario.log->on_full),
      capacity_(scenario.log->capacity.value_or(0)),
      partitions_(partitions_of(scenario)),
      classes_(scenario.traffic.classes.size()),
      delays_(clock, scenario.seed, [this](const DelayLine::Append& append) {
        append_now(append.partition, append.events, append.level, append.ticket, *append.listener);
      }) {
  if (applied) applied_.emplace(partitions_.size(), std::move(applied));
}

LogSink::~LogSink() = default;

void LogSink::append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
                     void* ticket, AppendListener& listener) {
  if (delays_.active() && delays_.take(partition, events, level, ticket, listener)) return;
  append_now(partition, events, level, ticket, listener);
}

void LogSink::append_now(std::uint32_t partition, std::span<const EventRecord> events,
                         AckLevel level, void* ticket, AppendListener& listener) {
  if (partitions_[partition].down.load(std::memory_order_relaxed)) {
    return listener.on_appended(ticket, AppendStatus::failed);
  }
  switch (room_for(partition, events.size())) {
    case Room::yes:
      break;
    case Room::refused:
      return listener.on_appended(ticket, AppendStatus::full);
    case Room::dropped:
      partitions_[partition].dropped += std::ssize(events);
      for (const EventRecord& event : events) ++classes_[event.traffic_class].dropped;
      return listener.on_appended(ticket, AppendStatus::ok);
  }
  thread_local Scratch scratch;
  const TimePoint now = clock_.now();
  encode(events, clock_.wall_us(now) * 1000, scratch);
  Pending* const pending = new Pending{.sink = this, .ticket = ticket, .listener = &listener};
  const AppendResult result = log_.append(static_cast<int>(partition), scratch.records, level,
                                          {.call = &LogSink::on_ack, .context = pending});
  if (result.status == LogStatus::ok) return count(partition, events);
  delete pending;
  note_trouble(result.status);
  listener.on_appended(ticket, answer_for(result.status));
}

LogSink::Room LogSink::room_for(std::uint32_t partition, std::size_t events) const {
  if (disk_full_.load(std::memory_order_relaxed)) return Room::refused;
  if (capacity_ == 0) return Room::yes;
  const std::int64_t unread =
      log_.lag(static_cast<int>(partition),
               partitions_[partition].committed.load(std::memory_order_relaxed));
  if (unread + static_cast<std::int64_t>(events) <= capacity_) return Room::yes;
  return on_full_ == LogFull::drop ? Room::dropped : Room::refused;
}

void LogSink::on_ack(void* context, const AppendResult& result) {
  const std::unique_ptr<Pending> pending(static_cast<Pending*>(context));
  LogSink& sink = *pending->sink;
  sink.note_trouble(result.status);
  if (sink.applied_ && result.status == LogStatus::ok) {
    return sink.applied_->wait_for(static_cast<std::size_t>(result.partition), result.end,
                                   pending->ticket, *pending->listener);
  }
  pending->listener->on_appended(pending->ticket, answer_for(result.status));
}

void LogSink::count(std::uint32_t partition, std::span<const EventRecord> events) {
  partitions_[partition].appended.fetch_add(std::ssize(events), std::memory_order_relaxed);
  for (std::size_t begin = 0; begin < events.size();) {
    std::size_t end = begin + 1;
    while (end < events.size() && events[end].traffic_class == events[begin].traffic_class) ++end;
    classes_[events[begin].traffic_class].appended.fetch_add(static_cast<std::int64_t>(end - begin),
                                                             std::memory_order_relaxed);
    begin = end;
  }
}

void LogSink::note_trouble(LogStatus status) {
  if (status == LogStatus::ok || status == LogStatus::busy) return;
  int none = 0;
  trouble_.compare_exchange_strong(none, static_cast<int>(status));
}

void LogSink::set_conditions(const ActiveControls& active, TimePoint now) {
  disk_full_ = active.log_full;
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    partitions_[i].down = active.partition_stands_still(i, now);
  }
  delays_.set_latency(active.added(LatencyPlace::ingress), active.added(LatencyPlace::log));
}

LogSink::Totals LogSink::totals() const {
  Totals totals;
  for (const Class& each : classes_) {
    totals.by_class.push_back(each.appended);
    totals.dropped_by_class.push_back(each.dropped);
  }
  for (const Partition& each : partitions_) {
    totals.by_partition.push_back(each.appended);
    totals.dropped_by_partition.push_back(each.dropped);
    totals.events += each.appended;
  }
  return totals;
}

std::string LogSink::trouble() const {
  const LogStatus status = static_cast<LogStatus>(trouble_.load());
  return status == LogStatus::ok ? std::string() : std::string(name_of(status));
}

}  // namespace uslkit
