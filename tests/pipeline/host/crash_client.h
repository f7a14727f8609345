// The clients of the pipeline's crash campaign: they send, insist, and keep the history.
//
// Per connection one request in flight, of one event or a batch. Now and then a client does not
// wait for the answer but closes the connection and sends the same again, or sends once more what
// was acknowledged: repeats on purpose. What a refused or broken connection left unanswered is sent
// again with the same ids; the last unanswered request of an earlier round mostly is, too, before
// anything new.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "tests/pipeline/host/crash_events.h"

namespace uslkit::crash {

// Called by any of the clients' threads, one call at a time.
using Tell = std::function<void(const HistoryLine&)>;

struct ClientPlan {
  std::uint16_t port = 0;
  std::uint64_t round = 1;
  int requests = 300;                  // per connection
  int attempts = 5;                    // per request, while it is refused
  int pause_ms = 2;                    // after a refusal
  bool repeats = true;                 // on purpose
  std::vector<HistoryLine> earlier{};  // the history of earlier rounds
};

// Until all is sent or the server is gone.
void run_clients(const ClientPlan& plan, const Tell& tell);

}  // namespace uslkit::crash
