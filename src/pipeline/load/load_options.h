// LoadOptions: how the open-loop load generator sends, apart from what the scenario says.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/units.h"
#include "pipeline/steady_run_clock.h"
#include "run/call_journal.h"

namespace uslkit {

struct LoadOptions {
  std::string address = "127.0.0.1";  // IPv4 of the ingress
  std::uint16_t port = 0;             // of the ingress, > 0
  int threads = 1;                    // event loops, 1..64
  // Keep-alive connections in all, at least one per thread; as many again may be open that only
  // wait for an answer after their clients have gone.
  int connections = 64;
  // Events per POST at most, 1..10000. 0: so that the peak rate of all classes needs at most 5,000
  // requests a second, capped at 100; and 1 where the scenario has admission policies, which act
  // per event, and the peak is at most 20,000/s.
  std::int64_t batch_events = 0;
  // How long an event may wait for its batch to fill. Batches of 1 never wait.
  Duration linger = std::chrono::milliseconds(5);
  // The run is not valid where the 99th percentile of the schedule lag is above it.
  Duration schedule_lag_limit = std::chrono::milliseconds(1);
  // Attempts that are due but unsent, and clients that wait to try again, each in all. Above it
  // they are given up and counted.
  std::size_t most_waiting = 1'000'000;
  CallJournal* journal = nullptr;  // every call of a retry policy and budget; outlives the load
  // Of the run: its zero is the scenario's.
  SteadyRunClock clock{};

  void check() const;
};

}  // namespace uslkit
