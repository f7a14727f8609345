// LoadWorker: one thread of the load generator with its own event loop and connections.
//
// A turn of the loop: what is due joins its class's batch; batches that are due are written, each
// to a free connection, the one that has been due longest first; clients out of patience go; then
// it sleeps until the next of these or an answer. Nothing of this waits for a particular answer.
// Threads share the plan, the recorder and the retry budgets.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include <netinet/in.h>

#include "base/histogram.h"
#include "pipeline/load/class_clients.h"
#include "pipeline/load/load_connection.h"
#include "pipeline/load/load_plan.h"

namespace uslkit {

// What one thread counted, apart from its classes.
struct WorkerReport {
  std::array<std::int64_t, 600> answers{};  // by status
  std::int64_t posts = 0;
  std::int64_t bytes_sent = 0;
  std::int64_t bytes_received = 0;
  std::int64_t connections_opened = 0;
  std::int64_t reconnects = 0;
  std::int64_t connection_errors = 0;
  std::int64_t unknown_outcome = 0;
  std::int64_t abandoned = 0;
  std::int64_t bad_replies = 0;
  std::int64_t in_time = 0;  // first attempts and others written before sending ended
  Histogram schedule_lag{};
  Histogram connection_wait{};
  TimePoint started{};
  TimePoint sending_ended{};
  Duration sending_cpu{0};
  Duration cpu{0};
};

class LoadWorker {
 public:
  LoadWorker(const LoadPlan& plan, RunRecorder& recorder, std::size_t thread, int connections,
             const sockaddr_in& to);
  ~LoadWorker();
  LoadWorker(const LoadWorker&) = delete;
  LoadWorker& operator=(const LoadWorker&) = delete;

  void start();
  // Nothing becomes due after `at`; the earliest counts.
  void stop_sending(TimePoint at);
  // Ends when everything is answered, at `limit` at the latest.
  void finish(TimePoint limit);
  void join();

  [[nodiscard]] LoadProgress progress() const;
  // After join().
  [[nodiscard]] const WorkerReport& report() const { return report_; }
  [[nodiscard]] const std::vector<std::unique_ptr<ClassClients>>& classes() const {
    return classes_;
  }

 private:
  void run();
  void open_all();
  [[nodiscard]] bool finished(TimePoint now) const;
  void end_of_sending(TimePoint now);
  void dispatch(TimePoint now);
  [[nodiscard]] ClassClients* most_urgent(TimePoint now);
  [[nodiscard]] LoadConnection* free_connection();
  void send(LoadConnection& connection, ClassClients& clients);
  void open(LoadConnection& connection);
  void write(LoadConnection& connection);
  void on_event(LoadConnection& connection, std::uint32_t events);
  void on_connected(LoadConnection& connection);
  void on_readable(LoadConnection& connection);
  void on_reply(LoadConnection& connection, const LoadReply& reply);
  void on_failure(LoadConnection& connection);
  void look_for_timeouts(TimePoint now);
  void let_go(LoadConnection& connection);
  void close(LoadConnection& connection);
  void watch(LoadConnection& connection, bool out);
  [[nodiscard]] TimePoint next_wake() const;
  void doze(TimePoint wake);
  void publish();
  void close_all();
  void wake();
  [[nodiscard]] ClassClients& clients_of(LoadConnection& connection) {
    return *classes_[connection.batch().traffic_class];
  }

  struct Shared {  // with those who look on
    std::atomic<std::int64_t> sent{0};
    std::atomic<std::int64_t> acked{0};
    std::atomic<std::int64_t> failed{0};
    std::atomic<std::int64_t> not_sent{0};
    std::atomic<std::int64_t> waiting{0};
    std::atomic<std::int64_t> in_flight{0};
    std::atomic<bool> sending{true};
    std::atomic<std::int64_t> stop_ns;
    std::atomic<std::int64_t> finish_ns;
  };

  const LoadPlan& plan_;
  sockaddr_in to_;
  bool gathers_;
  std::size_t active_most_;  // connections that may take a POST
  WaitingRoom room_;
  std::vector<std::unique_ptr<ClassClients>> classes_;
  std::vector<EventFormat> formats_;
  std::deque<LoadConnection> connections_;  // active ones and as many that clients have left
  std::deque<LoadConnection*> idle_;        // by turns, so that all threads of a server have work
  std::vector<LoadConnection*> closed_;
  std::deque<LoadConnection*> gone_;  // longest first
  std::size_t active_ = 0;
  std::size_t busy_ = 0;  // connections with a batch, gone ones too
  std::int64_t in_flight_ = 0;
  TimePoint blocked_since_ = kNever;  // a batch was due and no connection free
  // No client loses patience before it; answers that came in between make it too early, never late.
  TimePoint first_timeout_ = kEndOfTraffic;
  TimePoint stop_{};
  bool ended_sending_ = false;
  int epoll_ = -1;
  int wake_ = -1;
  Shared shared_;
  WorkerReport report_;
  std::jthread thread_;
};

}  // namespace uslkit
