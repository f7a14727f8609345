// EventBatch: the events of one request, validated, placed, and in order of their partitions.
//
// All or nothing: one bad event and none is taken, so that a client corrects and sends the whole
// batch again. One per thread, reused: allocates only for batches larger than any before. Views
// refer to the body and live until the next read().
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/ingress/event_router.h"
#include "pipeline/ingress/event_schema.h"
#include "pipeline/ingress/event_sink.h"
#include "pipeline/ingress/request_reader.h"

namespace uslkit {

// Events of one class, and of one tenant where tenants have quotas: one attempt at the limiters.
struct AdmissionGroup {
  std::uint32_t traffic_class = 0;
  std::uint32_t tenant = 0;
  std::uint32_t events = 0;
};

// Events of one partition, in the client's order.
struct PartitionRun {
  std::uint32_t partition = 0;
  std::span<const EventRecord> events{};
};

class EventBatch {
 public:
  EventBatch(const EventRouter& router, const IngressLimits& limits);

  struct Result {
    EventFault fault{};
    bool too_many = false;  // events
  };
  // `content` is json (one event) or ndjson (one a line; empty lines are passed over).
  [[nodiscard]] Result read(std::string_view body, Content content);

  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] std::size_t unlisted() const { return unlisted_; }
  // The strongest that any of the events asks for.
  [[nodiscard]] AckLevel level() const { return level_; }
  [[nodiscard]] std::span<const AdmissionGroup> groups(bool by_tenant);
  [[nodiscard]] std::span<const PartitionRun> runs();

 private:
  [[nodiscard]] Result read_lines(std::string_view body);
  [[nodiscard]] EventFault read_event(std::string_view json, bool keep_texts);
  [[nodiscard]] std::string_view kept(std::string_view text);
  void sort_by_partition();

  const EventRouter& router_;
  std::size_t most_events_;
  EventSchema schema_;
  std::vector<EventRecord> records_;  // as they came
  std::vector<EventPlace> places_;    // of each
  std::vector<char> texts_;           // ids and keys; never longer than the body
  std::size_t texts_used_ = 0;
  std::size_t unlisted_ = 0;
  AckLevel level_ = AckLevel::none;
  std::vector<AdmissionGroup> groups_;
  std::vector<std::uint32_t> class_events_;     // by class
  std::vector<std::uint32_t> partition_start_;  // by partition, then where the next one goes
  std::vector<EventRecord> sorted_;
  std::vector<PartitionRun> runs_;
};

}  // namespace uslkit
