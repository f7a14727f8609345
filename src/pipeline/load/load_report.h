// LoadReport: what the load generator sent, what came of it, and whether it kept its schedule.
//
// Latencies twice: *corrected*, from the intended first send, which is what a client feels; and
// *uncorrected*, from the write of the attempt that was acked, which is what a generator that waits
// for the server would have shown. Histograms leave out requests that were due in the warm-up.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/histogram.h"
#include "policy/verdict.h"

namespace uslkit {

// Requests: sent = acked + late + failed + invalid + unanswered.
struct LoadClassReport {
  std::string name{};
  std::int64_t sent = 0;        // requests that were due: first attempts
  std::int64_t acked = 0;       // 202 in the client's time
  std::int64_t late = 0;        // 202 only after it
  std::int64_t failed = 0;      // refused for good, or never sent
  std::int64_t invalid = 0;     // 400
  std::int64_t unanswered = 0;  // no answer when the run ended, or about to try again
  std::int64_t retried = 0;     // further attempts
  std::int64_t duplicates = 0;  // second sends of one id
  std::int64_t not_sent = 0;    // attempts that found no room to wait in
  std::array<std::int64_t, kRejectReasonCount> rejected{};  // attempts, by reason
  Histogram corrected{};                                    // ns, of acked requests
  Histogram uncorrected{};                                  // ns, of acked requests

  LoadClassReport& operator+=(const LoadClassReport& other);
};

struct LoadReport {
  std::vector<LoadClassReport> classes{};  // in the scenario's order
  std::map<int, std::int64_t> answers{};   // POSTs by status
  std::int64_t batch_events = 0;           // events per POST at most, as chosen
  std::int64_t posts = 0;
  std::int64_t bytes_sent = 0;
  std::int64_t bytes_received = 0;
  std::int64_t connections_opened = 0;
  std::int64_t reconnects = 0;         // of those, that replaced one that had ended
  std::int64_t connection_errors = 0;  // POSTs that found no server or lost their connection
  // Attempts of those that were written: the server may have taken them although they count as
  // `unavailable`.
  std::int64_t unknown_outcome = 0;
  std::int64_t abandoned = 0;    // connections closed long after their client had gone
  std::int64_t bad_replies = 0;  // answers that were no HTTP/1.1 of the expected kind
  Histogram schedule_lag{};      // ns, from the moment an event was to be written until it was
  Histogram connection_wait{};   // ns, the part of it during which no connection was free
  double sending_s = 0;          // from the scenario's start to the end of sending
  std::vector<double> cpu_s{};   // of each thread, whole life
  double busiest = 0;            // largest share of the sending time that a thread computed
  std::optional<double> intended_rate{};  // first attempts due per second; absent: too few
  std::optional<double> reached_rate{};   // of those, written within the sending time

  bool valid = true;
  std::vector<std::string> reasons{};  // why it is not
  std::vector<std::string> notes{};    // what else a reader should know

  [[nodiscard]] LoadClassReport total() const;
};

// For those who look on while it runs. Counts of all threads, each a moment old.
struct LoadProgress {
  std::int64_t sent = 0;  // requests that were due
  std::int64_t acked = 0;
  std::int64_t failed = 0;
  std::int64_t not_sent = 0;
  std::int64_t waiting = 0;    // attempts due but unsent
  std::int64_t in_flight = 0;  // attempts written and not answered
  bool sending = false;        // further requests will become due
};

}  // namespace uslkit
