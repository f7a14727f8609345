// Crew: the threads of a ConsumerPool and what they share.
//
// One lock guards all that is shared: who may read what, claims, the queue of the database, meters.
// It is taken a few times per batch, never per event, and never held while the log is read, the
// business logic works, the store writes or the recorder is told. Everybody waits on a condition
// variable of his own, so that who is concerned is woken and nobody else.
//
//   crew.cc           start and stop       crew_reading.cc   from the log to a claim
//   crew_control.cc   the conductor's side crew_working.cc   a consumer's turn: batch after batch
//   crew_meters.cc    what is told         crew_writing.cc   from a processed batch to the store
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/random.h"
#include "pipeline/consume/batch_in_hand.h"
#include "pipeline/consume/batch_outcome.h"
#include "pipeline/consume/consumer_pool.h"
#include "pipeline/consume/database_gate.h"
#include "pipeline/consume/partition_claims.h"
#include "pipeline/store/attempt_ledger.h"
#include "run/consumer_group.h"
#include "run/law_sampler.h"

namespace uslkit {

class ConsumerPool::Crew {
 public:
  Crew(const Scenario& scenario, Log& log, StateStore& store, SteadyRunClock clock,
       RunRecorder& recorder, const ConsumerPoolOptions& options);
  ~Crew();

  // As ConsumerPool.
  void start();
  void hold(bool held);
  bool stop(Duration limit);
  void tick(TimePoint now);
  void kill(TimePoint now, double share, std::size_t fault);
  void restart(TimePoint now, std::size_t fault);
  void scale_to(TimePoint now, std::int64_t wanted, Duration full_stop);
  void set_conditions(const ActiveControls& active, TimePoint now);
  [[nodiscard]] ConsumerMeters meters(TimePoint now);
  [[nodiscard]] std::vector<ControlEvent> take_events();

 private:
  using Lock = std::unique_lock<std::mutex>;

  // Who waits: a consumer or a writer.
  struct Waiter {
    std::condition_variable wake;
  };

  enum class Phase : std::uint8_t { idle, reading, working, restarting };

  // A batch on its way, and its claim.
  struct Job {
    BatchInHand batch;
    BatchOutcome outcome;
    std::uint32_t partition = 0;
    std::uint64_t claim = 0;
  };

  struct Worker : Waiter {
    ConsumerId id = 0;
    Phase phase = Phase::idle;
    bool rung = false;              // there may be something to read
    std::atomic<bool> lost{false};  // what it has in hand is not its own any more
    std::size_t turn = 0;
    bool was_idle = false;  // before the batch in hand
    TimePoint started{};    // of the batch in hand
    std::unique_ptr<Job> job = std::make_unique<Job>();
    std::thread thread;
  };

  struct Writer : Waiter {
    std::uint32_t shard = 0;
    std::thread thread;
  };

  struct Partition {
    PartitionClaims claims;
    AttemptLedger ledger;
    std::unique_ptr<LogReader> reader;  // of whoever has set `reading`
    bool reading = false;
    bool down = false;
    TimePoint not_before{};  // its next event is not to be seen before
    std::uint64_t batches = 0;
    std::int64_t applied = 0;
    std::int64_t lost = 0;
    std::int64_t busy_ns = 0;
    std::int64_t consumer_ns = 0;
    std::string error;
    // Of whoever holds peek_mutex_.
    std::unique_ptr<LogReader> peek;
    LogOffset peeked = -1;
    TimePoint peek_again{};
    std::optional<TimePoint> peeked_birth;

    explicit Partition(const DeadLetterOptions& options) : ledger(options) {}
  };

  // ---- crew.cc ----
  void spawn_missing();  // with the lock held
  void watch();          // the thread that looks for new records
  void wake_all();
  [[nodiscard]] Worker& worker(ConsumerId id) { return *workers_[id]; }

  // ---- crew_reading.cc ----
  [[nodiscard]] bool can_read(ConsumerId id, std::uint32_t partition, TimePoint now) const;
  [[nodiscard]] bool has_unread(std::uint32_t partition, TimePoint now) const;
  [[nodiscard]] std::optional<std::uint32_t> find_work(Worker& me);
  void wake_for(std::uint32_t partition, TimePoint now);
  // Reads and claims; false: there was nothing, or it was lost meanwhile.
  bool take_batch(Lock& lock, Worker& me, std::uint32_t partition);
  LogStatus read(Partition& from, BatchInHand& batch, LogOffset end, TimePoint& not_before);
  void on_read_failure(std::uint32_t partition, LogStatus status, BatchInHand& batch);

  // ---- crew_working.cc ----
  void run(Worker& me);
  void do_batch(Lock& lock, Worker& me);
  [[nodiscard]] Duration time_of_batch(const Job& job, std::uint64_t number) const;
  [[nodiscard]] bool meets_poison(Job& job);
  void work_until(Lock& lock, Worker& me, TimePoint until);
  void crash(Lock& lock, Worker& me);
  void leave_service(Lock& lock, Worker& me, std::int64_t events);
  void tell_redelivered(Lock& lock, BatchInHand& batch);
  void give_back(std::uint32_t partition, std::uint64_t claim);

  // ---- crew_writing.cc ----
  void hand_over(Lock& lock, Worker& me);
  [[nodiscard]] std::unique_ptr<Job> next_handed_over(std::uint32_t shard);
  void run_writer(Writer& me);
  // False: the batch was not stored; its claim is gone.
  bool write(Lock& lock, Waiter& me, Job& job);
  [[nodiscard]] bool wait_for_server(Lock& lock, Waiter& me, const Job& job);
  struct StoreCall {
    bool stored = false;
    Duration took{0};
    ApplyCounts counts{};
    std::string error{};
  };
  [[nodiscard]] StoreCall store(Lock& lock, Waiter& me, Job& job);
  bool wait_out(Lock& lock, Waiter& me, DatabaseGate::Operation& operation, Duration real);
  void leave_database(const DatabaseGate::Operation& operation, std::uint32_t partition);
  void settle(Lock& lock, Job& job, const ApplyCounts& counts);
  void wake_claimants(std::uint32_t partition);
  void wake_next(std::uint32_t partition);
  void stop_partition(std::uint32_t partition, const std::string& why);

  // ---- crew_control.cc ----
  [[nodiscard]] GroupChange journaled(JournalCall call, TimePoint now,
                                      std::initializer_list<std::uint64_t> arguments,
                                      GroupChange change) const;
  void adopt(const GroupChange& change);
  void lose_batch(ConsumerId id);

  // ---- crew_meters.cc ----
  [[nodiscard]] bool at_work(ConsumerId id) const;
  [[nodiscard]] Duration overtime(const Worker& of, TimePoint now) const;
  void count_consumer_time(TimePoint now);
  [[nodiscard]] double service_rate(std::uint32_t partition) const;
  void peek(std::uint32_t partition, TimePoint now, PartitionMeters& meters);

  const Scenario& scenario_;
  ConsumersSpec spec_;
  Log& log_;
  StateStore& store_;
  SteadyRunClock clock_;
  RunRecorder& recorder_;
  ConsumerPoolOptions options_;
  BatchInHand::Rules rules_;
  BatchSampler batch_time_;
  DrawStream fault_draws_;
  bool waits_for_writes_;

  std::mutex peek_mutex_;  // readers are not for two threads that ask for meters at once

  std::mutex mutex_;  // of all that follows
  ConsumerGroup group_;
  Random kill_draws_;
  DatabaseGate gate_;
  std::vector<std::unique_ptr<Partition>> partitions_;
  std::vector<std::unique_ptr<Worker>> workers_;  // by id
  std::vector<std::unique_ptr<Writer>> writers_;
  std::vector<std::deque<std::unique_ptr<Job>>> handed_over_;  // by shard
  std::vector<std::unique_ptr<Job>> free_jobs_;
  std::int64_t handed_over_count_ = 0;
  std::condition_variable room_;   // for hand-overs
  std::condition_variable ended_;  // a thread has ended
  std::condition_variable watch_;
  std::thread watcher_;
  std::vector<ControlEvent> events_;
  bool started_ = false;
  bool held_ = false;
  bool paused_ = false;  // by a fault: nobody reads
  AddedLatency added_to_batches_{};
  Duration clock_skew_{0};
  bool stopping_ = false;               // no new batches
  std::atomic<bool> giving_up_{false};  // nor those in hand
  std::int64_t consumers_running_ = 0;
  std::int64_t consumers_idle_ = 0;  // of these, found nothing to read and wait to be woken
  std::int64_t threads_running_ = 0;

  // Meters.
  std::int64_t busy_ns_ = 0;
  std::int64_t consumer_ns_ = 0;
  TimePoint consumers_since_{};
  ApplyCounts counts_{};
  std::int64_t redelivered_ = 0;
  std::int64_t crashes_ = 0;
  std::int64_t unreadable_ = 0;
  std::int64_t store_retries_ = 0;
  std::int64_t hand_over_waits_ = 0;
  BatchCosts costs_{};
};

}  // namespace uslkit
