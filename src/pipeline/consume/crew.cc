#include "pipeline/consume/crew.h"

#include <algorithm>

#include <fmt/format.h>
#include <sys/prctl.h>

#include "base/check.h"
#include "base/input_error.h"
#include "run/run_streams.h"
#include "scenario/policy_options.h"

namespace uslkit {
namespace {

// More writers of one shard than this are not worth their threads.
constexpr std::int64_t kMostWriters = 64;

constexpr Duration kLongestStop = std::chrono::hours(24 * 365);

DrawStream stream_of(const Scenario& scenario, std::string_view purpose) {
  return {scenario.seed, RunStreams{}.stream(purpose)};
}

ConsumersSpec spec_of(const Scenario& scenario) {
  if (scenario.consumers) return *scenario.consumers;
  ConsumersSpec nobody;
  nobody.count = 0;
  return nobody;
}

bool has_poison(const Scenario& scenario) {
  return std::ranges::any_of(scenario.traffic.classes,
                             [](const TrafficClass& one) { return one.poison_share > 0; });
}

ConsumerGroupOptions group_options(const ConsumersSpec& spec, int partitions) {
  return {.partitions = partitions,
          .consumers = spec.count,
          .workers_per_partition = spec.workers_per_partition,
          .standby = spec.standby,
          .rebalance = spec.rebalance};
}

// Waits end when they should, not up to 50 us later.
void wake_in_time() { ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); }

}  // namespace

ConsumerPool::Crew::Crew(const Scenario& scenario, Log& log, StateStore& store,
                         SteadyRunClock clock, RunRecorder& recorder,
                         const ConsumerPoolOptions& options)
    : scenario_(scenario),
      spec_(spec_of(scenario)),
      log_(log),
      store_(store),
      clock_(clock),
      recorder_(recorder),
      options_(options),
      rules_{.clock = clock,
             .classes = std::max<std::size_t>(scenario.traffic.classes.size(), 1),
             .looks_for_poison = options.look_for_poison || has_poison(scenario)},
      batch_time_(spec_.batch, stream_of(scenario, "batches")),
      fault_draws_(stream_of(scenario, "consumer faults")),
      waits_for_writes_(!scenario.database || scenario.database->consumer_waits),
      group_(group_options(spec_, log.partitions())),
      kill_draws_(scenario.seed, RunStreams{}.stream("kills")),
      gate_(scenario) {
  options_.check();
  for (int i = 0; i < log.partitions(); ++i) {
    partitions_.push_back(std::make_unique<Partition>(dead_letter_options(spec_)));
  }
}

ConsumerPool::Crew::~Crew() { stop(Duration{0}); }

void ConsumerPool::Crew::start() {
  for (int i = 0; i < log_.partitions(); ++i) {
    Partition& partition = *partitions_[static_cast<std::size_t>(i)];
    const std::int64_t offset = store_.offset(i);
    const LogStatus status = log_.resume_at(i, offset);
    if (status != LogStatus::ok) {
      throw InputError({.place = {.source = fmt::format("partition {} of the log", i)},
                        .found = fmt::format("\"{}\"", name_of(status)),
                        .allowed = fmt::format("it must go on at offset {}, which the state store "
                                               "has reached",
                                               offset)});
    }
    partition.claims.start_at(offset);
    partition.reader = log_.reader(i);
  }
  const Lock lock(mutex_);
  USLKIT_CHECK(!started_);
  started_ = true;
  consumers_since_ = clock_.now();
  spawn_missing();
  if (!waits_for_writes_) {
    const std::int64_t shards = scenario_.database->shards;
    handed_over_.resize(static_cast<std::size_t>(shards));
    const std::int64_t writers = std::min(scenario_.database->servers, kMostWriters);
    for (std::int64_t i = 0; i < shards * writers; ++i) {
      writers_.push_back(std::make_unique<Writer>());
      Writer& writer = *writers_.back();
      writer.shard = static_cast<std::uint32_t>(i % shards);
      ++threads_running_;
      writer.thread = std::thread([this, &writer] {
        wake_in_time();
        run_writer(writer);
      });
    }
  }
  ++threads_running_;
  watcher_ = std::thread([this] {
    wake_in_time();
    watch();
  });
}

void ConsumerPool::Crew::spawn_missing() {
  while (workers_.size() < group_.capacity()) {
    workers_.push_back(std::make_unique<Worker>());
    Worker& one = *workers_.back();
    one.id = static_cast<ConsumerId>(workers_.size() - 1);
    ++threads_running_;
    ++consumers_running_;
    one.thread = std::thread([this, &one] {
      wake_in_time();
      run(one);
    });
  }
}

bool ConsumerPool::Crew::stop(Duration limit) {
  bool in_time = true;
  {
    Lock lock(mutex_);
    if (!started_) return true;
    stopping_ = true;
    wake_all();
    const auto deadline = clock_.steady(clock_.now() + std::min(limit, kLongestStop));
    in_time = ended_.wait_until(lock, deadline, [this] { return threads_running_ == 0; });
    giving_up_ = true;
    wake_all();
  }
  // No thread is added any more: spawn_missing() is the conductor's, and so is stop().
  for (const std::unique_ptr<Worker>& one : workers_) {
    if (one->thread.joinable()) one->thread.join();
  }
  for (const std::unique_ptr<Writer>& one : writers_) {
    if (one->thread.joinable()) one->thread.join();
  }
  if (watcher_.joinable()) watcher_.join();
  return in_time;
}

void ConsumerPool::Crew::wake_all() {
  for (const std::unique_ptr<Worker>& one : workers_) one->wake.notify_all();
  for (const std::unique_ptr<Writer>& one : writers_) one->wake.notify_all();
  room_.notify_all();
  watch_.notify_all();
}

// A Log cannot be waited for: one thread asks for all, instead of each consumer for itself, and
// only while one of them has nothing to do.
void ConsumerPool::Crew::watch() {
  Lock lock(mutex_);
  while (!stopping_) {
    watch_.wait(lock, [this] { return consumers_idle_ > 0 || stopping_; });
    watch_.wait_until(lock, clock_.steady(clock_.now() + options_.idle_poll),
                      [this] { return stopping_; });
    const TimePoint now = clock_.now();
    for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
      if (has_unread(i, now)) wake_for(i, now);
    }
  }
  --threads_running_;
  ended_.notify_all();
}

}  // namespace uslkit
