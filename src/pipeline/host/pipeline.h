// Pipeline: the reference pipeline of one scenario on this machine, all parts put together.
//
//   HTTP ──► IngressServer ──► LogSink ──► Log ──► ConsumerPool ──► StateStore
//                 ▲                                      ▲
//                 └────────────── Conductor ─────────────┘      policies, faults, record
//
// Life cycle: the constructor opens (and recovers) log and store; start() begins to serve, at time
// zero of clock(); stop() ends in the order of the events' way, so that nothing accepted is lost.
// Errors: InputError for a scenario that no pipeline can run, for URLs and directories; StoreError.
// Methods are for one thread; view() for any.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <sys/types.h>

#include "pipeline/host/conductor.h"
#include "pipeline/host/log_sink.h"
#include "pipeline/host/order_pipe.h"
#include "pipeline/host/pipeline_options.h"
#include "pipeline/host/scratch_directory.h"
#include "pipeline/log/group_watch.h"
#include "pipeline/log/log.h"
#include "pipeline/store/state_store.h"

namespace uslkit {

// What stop() found.
struct PipelineEnd {
  DrainReport ingress{};
  bool drained = false;          // every record of the log was consumed
  std::int64_t undelivered = 0;  // records that were not
  std::string trouble{};         // of log, store or consumers; empty: there was none
};

class Pipeline {
 public:
  Pipeline(const Scenario& scenario, const PipelineOptions& options);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  void start();
  [[nodiscard]] std::uint16_t port() const { return ingress_->port(); }
  [[nodiscard]] SteadyRunClock clock() const { return clock_; }
  [[nodiscard]] ConductorView view() const { return conductor_->view(); }
  [[nodiscard]] bool finished() const { return conductor_->finished(); }
  [[nodiscard]] RunRecorder& recorder() { return *recorder_; }
  [[nodiscard]] AckLevel strongest_level() const { return strongest_; }
  [[nodiscard]] const std::string& directory() const { return directory_.path(); }

  // Obeyed within some milliseconds; from any thread.
  void order(const ConsumerOrder& order) { conductor_->order(order); }

  // Backlog fill: while held nobody consumes.
  void hold_consumers(bool held);
  // Records that nobody has consumed, over all partitions.
  [[nodiscard]] std::int64_t backlog();
  // What is applied, by the consumers' own count.
  [[nodiscard]] ConsumerMeters consumer_meters();

  // Waits at most `limit` until nobody has anything left to consume, looking some fifty times a
  // second, each time after `on_look`; false: something was left.
  bool drain(Duration limit, const std::function<void()>& on_look);
  // Ends the ingress, waits at most `drain` for the consumers to come to the log's end, ends all.
  PipelineEnd stop(Duration drain);
  // After stop(): what control and consumers add to a tally.
  void add_results(RunTally& tally);

 private:
  void open_backends();
  void watch_group_of_broker();
  void carry_out_faults(const ActiveControls& active);
  void keep_retention(TimePoint now);

  Scenario scenario_;
  PipelineOptions options_;
  ScratchDirectory directory_;
  AckLevel strongest_ = AckLevel::none;
  std::unique_ptr<Log> log_;
  std::unique_ptr<StateStore> store_;
  SteadyRunClock clock_;
  std::unique_ptr<RunRecorder> recorder_;
  std::unique_ptr<LogSink> sink_;
  std::unique_ptr<ConsumerPool> consumers_;
  std::unique_ptr<IngressServer> ingress_;
  std::unique_ptr<Conductor> conductor_;
  std::unique_ptr<GroupWatch> group_;  // of a log in Kafka
  std::unique_ptr<OrderPipe> orders_;
  TimePoint next_retention_{};
  bool broker_stopped_ = false;
  bool stopped_ = false;
};

}  // namespace uslkit
