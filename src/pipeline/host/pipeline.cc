#include "pipeline/host/pipeline.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <signal.h>

#include "base/check.h"
#include "pipeline/host/runnable.h"
#include "pipeline/ingress/admission_gate.h"
#include "pipeline/log/embedded_log.h"
#include "pipeline/log/open_log.h"
#include "pipeline/store/open_store.h"

namespace uslkit {
namespace {

// How often a drain looks whether it is done.
constexpr Duration kDrainPoll = std::chrono::milliseconds(20);
// How often the log is told to drop what is older than its retention.
constexpr Duration kRetentionInterval = std::chrono::seconds(1);
// How often consumers ask whether there is something new.
constexpr Duration kLookEmbedded = std::chrono::microseconds(250);
constexpr Duration kLookRemote = std::chrono::milliseconds(1);
// How often the age-lag is measured where that asks a server to fetch anew.
constexpr Duration kPeekRemote = std::chrono::milliseconds(200);

// A disk_full fault lets the system calls of the embedded log fail as a full disk does. The calls
// are a table of plain functions, so the switch is the process's.
std::atomic<bool> disk_is_full{false};

ssize_t write_unless_full(int descriptor, const void* bytes, std::size_t size, off_t position) {
  static const DiskCalls kReal = real_disk_calls();
  if (!disk_is_full) return kReal.write_at(descriptor, bytes, size, position);
  errno = ENOSPC;
  return -1;
}

AckLevel strongest_level_of(const Scenario& scenario) {
  AckLevel strongest = AckLevel::none;
  for (const TrafficClass& each : scenario.traffic.classes) {
    strongest = std::max(strongest, ack_level(each.durability.value_or(scenario.log->acks)));
  }
  return strongest;
}

// As in the simulator nobody reads what is not yet as safe as its client was promised.
AckLevel readable_at(AckLevel strongest) { return std::max(strongest, AckLevel::os); }

Bytes largest_batch(Bytes segment) {
  return {std::min(EmbeddedLogOptions{}.max_batch_bytes.count, segment.count / 2)};
}

std::unique_ptr<Log> embedded_log(const Scenario& scenario, const std::string& directory,
                                  AckLevel strongest, Bytes segment) {
  EmbeddedLogOptions options{.directory = directory,
                             .partitions = static_cast<int>(scenario.log->partitions),
                             .segment_bytes = segment,
                             .max_batch_bytes = largest_batch(segment),
                             .retention_age = scenario.log->retention,
                             .readable = readable_at(strongest)};
  options.calls.write_at = write_unless_full;
  return std::make_unique<EmbeddedLog>(std::move(options));
}

}  // namespace

Pipeline::Pipeline(const Scenario& scenario, const PipelineOptions& options)
    : scenario_(scenario),
      options_(options),
      directory_(options.directory),
      strongest_(strongest_level_of(scenario)) {
  if (options_.synchronous) scenario_.consumers->batch_size = 1;
  open_backends();
  clock_ = SteadyRunClock();
  recorder_ = std::make_unique<RunRecorder>(scenario_);
  LogSinkOptions sink;
  if (options_.log_url.empty()) {
    sink.gather.count = std::min(sink.gather.count, largest_batch(options_.log_segment).count / 4);
  }
  if (options_.synchronous) {
    sink.applied = [this](std::size_t partition) {
      return store_->offset(static_cast<int>(partition));
    };
  }
  sink_ = std::make_unique<LogSink>(scenario_, *log_, clock_, sink);
  consumers_ = std::make_unique<ConsumerPool>(
      scenario_, *log_, *store_, clock_, *recorder_,
      ConsumerPoolOptions{.work = scenario_.consumers->work,
                          .idle_poll = options_.log_url.empty() ? kLookEmbedded : kLookRemote,
                          .peek_every = options_.log_url.empty() ? Duration{0} : kPeekRemote,
                          .look_for_poison = options_.look_for_poison,
                          .journal = options_.journal});
  IngressOptions ingress{.address = options_.address,
                         .port = options_.port,
                         .threads = options_.ingress_threads,
                         .limits = options_.limits,
                         .clock = clock_,
                         .signals = [this] { return conductor_->signals(); }};
  ingress_ = std::make_unique<IngressServer>(scenario_, *sink_, std::move(ingress));
  ingress_->admission().record_in(options_.journal);
  conductor_ = std::make_unique<Conductor>(
      scenario_, clock_,
      Conductor::Parts{.recorder = *recorder_,
                       .sink = *sink_,
                       .ingress = *ingress_,
                       .consumers = consumers_.get(),
                       .carry_out =
                           [this](const ActiveControls& active, TimePoint now) {
                             carry_out_faults(active);
                             keep_retention(now);
                           },
                       .journal = options_.journal,
                       .on_at_work =
                           [this](std::int64_t members) {
                             if (group_) group_->set_members(members);
                           }});
  watch_group_of_broker();
  if (options_.orders.empty()) return;
  orders_ = std::make_unique<OrderPipe>(
      options_.orders,
      OrderPipe::Callbacks{.on_order = [this](const ConsumerOrder& each) { order(each); },
                           .on_bad_line = options_.on_bad_order});
}

Pipeline::~Pipeline() {
  if (!stopped_) stop(Duration{0});
}

void Pipeline::open_backends() {
  const std::filesystem::path directory(directory_.path());
  if (options_.log_url.empty()) {
    log_ = embedded_log(scenario_, (directory / "log").string(), strongest_, options_.log_segment);
  } else {
    log_ = open_log(options_.log_url, {.partitions = static_cast<int>(scenario_.log->partitions),
                                       .strongest = strongest_,
                                       .readable = readable_at(strongest_),
                                       .retention_age = scenario_.log->retention});
  }
  const std::string store =
      options_.store_url.empty() ? (directory / "store").string() : options_.store_url;
  store_ = open_store(store, {.partitions = static_cast<int>(scenario_.log->partitions)});
}

// What a real group of the broker makes of our consumers stands in the events beside ours.
void Pipeline::watch_group_of_broker() {
  if (options_.log_url.empty()) return;
  group_ = watch_group(options_.log_url,
                       {.now_ns = [this] { return clock_.now().time_since_epoch().count(); },
                        .on_event =
                            [this](const GroupWatchEvent& event) {
                              conductor_->tell({.at = TimePoint(Duration(event.time_ns)),
                                                .kind = "broker_rebalance",
                                                .text = event.text});
                            }});
}

void Pipeline::start() {
  consumers_->start();
  ingress_->start();
  conductor_->start();
}

void Pipeline::hold_consumers(bool held) { consumers_->hold(held); }

ConsumerMeters Pipeline::consumer_meters() { return consumers_->meters(clock_.now()); }

std::int64_t Pipeline::backlog() {
  std::int64_t backlog = 0;
  for (const PartitionMeters& each : consumer_meters().partitions) backlog += each.backlog;
  return backlog;
}

void Pipeline::keep_retention(TimePoint now) {
  if (now < next_retention_) return;
  next_retention_ = now + kRetentionInterval;
  log_->apply_retention(clock_.wall_us(now) * 1000);
}

void Pipeline::carry_out_faults(const ActiveControls& active) {
  disk_is_full = active.log_full;
  if (!options_.broker || !active.leaders) return;
  const bool stop = active.leaders->brokers_down() > 0;
  if (stop == broker_stopped_) return;
  broker_stopped_ = stop;
  ::kill(*options_.broker, stop ? SIGSTOP : SIGCONT);
}

bool Pipeline::drain(Duration limit, const std::function<void()>& on_look) {
  const TimePoint until = clock_.now() + limit;
  while (backlog() > 0) {
    if (clock_.now() >= until) return false;
    on_look();
    std::this_thread::sleep_for(kDrainPoll);
  }
  return true;
}

// Against the stream: first nobody comes in, then everything that is in runs out.
PipelineEnd Pipeline::stop(Duration limit) {
  USLKIT_CHECK(!stopped_);
  stopped_ = true;
  PipelineEnd end;
  // A broker that stands still would keep its clients waiting for ever.
  if (broker_stopped_) ::kill(*options_.broker, SIGCONT);
  disk_is_full = false;
  end.ingress = ingress_->stop(std::max<Duration>(limit, std::chrono::seconds(1)));
  end.drained = drain(limit, [] {});
  orders_.reset();
  conductor_->stop();
  group_.reset();  // the conductor hears its last events
  const ConsumerMeters meters = consumer_meters();
  const bool finished = consumers_->stop(std::max<Duration>(limit, std::chrono::seconds(1)));
  if (!finished && meters.error.empty()) end.trouble = "consumers did not finish their batches";
  if (!meters.error.empty()) end.trouble = "consumers: " + meters.error;
  end.undelivered = backlog();  // only now: until then they finished what they had in hand
  const LogStatus closed = log_->close();
  if (closed != LogStatus::ok && end.trouble.empty()) {
    end.trouble = fmt::format("log: {}", name_of(closed));
  }
  store_->close();
  return end;
}

void Pipeline::add_results(RunTally& tally) {
  const LogSink::Totals totals = sink_->totals();
  for (std::size_t i = 0; i < totals.by_class.size(); ++i) {
    tally.classes[i].counts.appended = totals.by_class[i];
    tally.classes[i].counts.lost += totals.dropped_by_class[i];
  }
  for (std::size_t i = 0; i < totals.by_partition.size(); ++i) {
    tally.partitions[i].appended = totals.by_partition[i];
    tally.partitions[i].lost += totals.dropped_by_partition[i];
  }
  conductor_->add_results(tally);
}

}  // namespace uslkit
