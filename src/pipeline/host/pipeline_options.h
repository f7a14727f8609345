// PipelineOptions: where a pipeline keeps what it has, and how it listens.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <sys/types.h>

#include "base/units.h"
#include "pipeline/ingress/ingress_limits.h"
#include "run/call_journal.h"

namespace uslkit {

struct PipelineOptions {
  // Of the embedded log and store: DIR/log and DIR/store. Empty: a directory of its own below the
  // system's temporary one, removed at the end.
  std::string directory{};
  Bytes log_segment{64 << 20};  // of the embedded log; small ones let a test go through many
  std::string log_url{};    // "kafka://host:port/topic", "redis://host:port/name"; empty: embedded
  std::string store_url{};  // "postgresql://..."; empty: embedded
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the kernel chooses
  int ingress_threads = 1;
  IngressLimits limits{};
  // Answers wait until their events are applied, and consumers take one event at a time.
  bool synchronous = false;
  bool look_for_poison = false;   // also where the scenario has no poison: events come from others
  std::optional<pid_t> broker{};  // a broker_loss fault stops (SIGSTOP) and continues it
  // A named pipe for orders to the consumers (order_pipe.h); empty: none. Lines that are none are
  // told by a thread of the pipe's.
  std::string orders{};
  std::function<void(const std::string& message)> on_bad_order = [](const std::string&) {};
  CallJournal* journal = nullptr;  // every call of a policy; outlives the pipeline
};

}  // namespace uslkit
