// AppendGatherer: what one ingress thread appends in a turn, put together: one append of the log
// per partition instead of one per request.
//
//   append(request 1) ─┐
//   append(request 2) ─┼─► partition 0: envelopes in a row, two tickets ─┐
//   append(request 3) ─┘   partition 1: ...                             ─┴─ flush() ─► log
//
// What the scenario's conditions refuse is answered at once. A partition is flushed early when its
// buffer is full or the level changes, so that order is kept. Not thread-safe; acknowledgements may
// come on any thread. Cost: one copy of the events, no allocation in steady state.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/host/log_sink.h"
#include "pipeline/ingress/event_sink.h"

namespace uslkit {

class AppendGatherer final : public EventWriter {
 public:
  // Whether a latency fault may still hold these appends back, or has done so.
  enum class Delays : std::uint8_t { ahead, past };

  AppendGatherer(LogSink& sink, AppendListener& listener, Delays delays = Delays::ahead);

  void append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
              void* ticket) override;
  void flush() override;

 private:
  [[nodiscard]] static bool has_room(const GatheredAppends& gathered, std::size_t bytes,
                                     AckLevel level);
  void hand_over(std::uint32_t partition);

  LogSink& sink_;
  AppendListener& listener_;
  Delays delays_;
  std::vector<GatheredAppends> partitions_;
  std::vector<std::uint32_t> touched_;  // partitions with something in them
};

}  // namespace uslkit
