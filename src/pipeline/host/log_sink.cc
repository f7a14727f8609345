#include "pipeline/host/log_sink.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "pipeline/host/append_gatherer.h"

namespace uslkit {
namespace {

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
                 const LogSinkOptions& options)
    : log_(log),
      clock_(clock),
      gather_bytes_(static_cast<std::size_t>(options.gather.count)),
      on_full_(scenario.log->on_full),
      capacity_(scenario.log->capacity.value_or(0)),
      partitions_(partitions_of(scenario)),
      classes_(scenario.traffic.classes.size()),
      delays_(clock, scenario.seed, [this](const DelayLine::Append& append) {
        AppendGatherer late(*this, *append.listener, AppendGatherer::Delays::past);
        late.append(append.partition, append.events, append.level, append.ticket);
        late.flush();
      }) {
  if (options.applied) applied_.emplace(partitions_.size(), options.applied);
}

LogSink::~LogSink() = default;

void LogSink::append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
                     void* ticket, AppendListener& listener) {
  AppendGatherer one(*this, listener);
  one.append(partition, events, level, ticket);
  one.flush();
}

std::unique_ptr<EventWriter> LogSink::writer(AppendListener& listener) {
  return std::make_unique<AppendGatherer>(*this, listener);
}

std::optional<AppendStatus> LogSink::refusal(std::uint32_t partition,
                                             std::span<const EventRecord> events,
                                             std::size_t gathered) {
  if (partitions_[partition].down.load(std::memory_order_relaxed)) return AppendStatus::failed;
  switch (room_for(partition, gathered + events.size())) {
    case Room::yes:
      return std::nullopt;
    case Room::refused:
      return AppendStatus::full;
    case Room::dropped:
      partitions_[partition].dropped += std::ssize(events);
      for (const EventRecord& event : events) ++classes_[event.traffic_class].dropped;
  }
  return AppendStatus::ok;
}

void LogSink::append_gathered(std::uint32_t partition, const GatheredAppends& appends,
                              AppendListener& listener) {
  const LogStatus status =
      append_to_log(partition, appends.records, appends.level, appends.tickets, listener);
  if (status != LogStatus::ok) {
    note_trouble(status);
    for (const AppendTicket& each : appends.tickets) {
      listener.on_appended(each.ticket, answer_for(status));
    }
    return;
  }
  constexpr std::memory_order kRelaxed = std::memory_order_relaxed;
  partitions_[partition].appended.fetch_add(std::ssize(appends.records), kRelaxed);
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (appends.of_class[i] > 0) classes_[i].appended.fetch_add(appends.of_class[i], kRelaxed);
  }
}

LogStatus LogSink::append_to_log(std::uint32_t partition, std::span<const LogRecord> records,
                                 AckLevel level, std::span<const AppendTicket> tickets,
                                 AppendListener& listener) {
  Pending* const pending = take_spare();
  pending->listener = &listener;
  pending->tickets.assign(tickets.begin(), tickets.end());
  const LogStatus status = log_.append(static_cast<int>(partition), records, level,
                                       {.call = &LogSink::on_ack, .context = pending})
                               .status;
  if (status != LogStatus::ok) give_back(pending);
  return status;
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
  Pending* const pending = static_cast<Pending*>(context);
  LogSink& sink = *pending->sink;
  sink.note_trouble(result.status);
  for (const AppendTicket& each : pending->tickets) {
    if (sink.applied_ && result.status == LogStatus::ok) {
      sink.applied_->wait_for(static_cast<std::size_t>(result.partition), result.end, each.ticket,
                              *pending->listener);
    } else {
      pending->listener->on_appended(each.ticket, answer_for(result.status));
    }
  }
  sink.give_back(pending);
}

LogSink::Pending* LogSink::take_spare() {
  {
    const std::lock_guard<std::mutex> lock(spares_mutex_);
    if (!spares_.empty()) {
      Pending* const pending = spares_.back().release();
      spares_.pop_back();
      return pending;
    }
  }
  return std::make_unique<Pending>(Pending{.sink = this}).release();
}

void LogSink::give_back(Pending* pending) {
  const std::lock_guard<std::mutex> lock(spares_mutex_);
  spares_.emplace_back(pending);
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
