#include "pipeline/ingress/event_batch.h"

#include <algorithm>

namespace uslkit {

EventBatch::EventBatch(const EventRouter& router, const IngressLimits& limits)
    : router_(router),
      most_events_(limits.batch_events),
      schema_(limits.buffer_bytes),
      texts_(limits.buffer_bytes),
      class_events_(router.classes()),
      partition_start_(router.partitions() + 1) {}

EventBatch::Result EventBatch::read(std::string_view body, Content content) {
  records_.clear();
  places_.clear();
  texts_used_ = 0;
  unlisted_ = 0;
  level_ = AckLevel::none;
  if (content == Content::ndjson) return read_lines(body);
  return {.fault = read_event(body, false)};
}

EventBatch::Result EventBatch::read_lines(std::string_view body) {
  if (texts_.size() < body.size()) texts_.resize(body.size());
  std::int64_t line = 0;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    std::string_view json = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    ++line;
    if (json.ends_with('\r')) json.remove_suffix(1);
    if (json.empty()) continue;
    if (records_.size() == most_events_) return {.too_many = true};
    EventFault fault = read_event(json, true);
    fault.line = line;
    if (fault.rule != EventRule::none) return {.fault = fault};
  }
  if (records_.empty()) return {.fault = {.rule = EventRule::no_event}};
  return {};
}

EventFault EventBatch::read_event(std::string_view json, bool keep_texts) {
  const EventResult result = schema_.read(json);
  if (result.fault.rule != EventRule::none) return result.fault;
  const Event& event = result.event;
  const EventPlace place = router_.place(event);
  unlisted_ += place.listed ? 0 : 1;
  level_ = std::max(level_, router_.level_of(place.traffic_class));
  keep_texts = keep_texts && !event.texts_stay;
  records_.push_back({.json = json,
                      .id = keep_texts ? kept(event.id) : event.id,
                      .key = keep_texts ? kept(event.key) : event.key,
                      .tenant = place.tenant_key,
                      .timestamp_us = event.timestamp_us,
                      .traffic_class = place.traffic_class});
  places_.push_back(place);
  return {};
}

// The parser's texts end with the next event. Unescaped they are never longer than in the body.
std::string_view EventBatch::kept(std::string_view text) {
  char* const to = texts_.data() + texts_used_;
  std::copy(text.begin(), text.end(), to);
  texts_used_ += text.size();
  return {to, text.size()};
}

std::span<const AdmissionGroup> EventBatch::groups(bool by_tenant) {
  groups_.clear();
  if (!by_tenant) {
    std::ranges::fill(class_events_, 0);
    for (const EventPlace& place : places_) ++class_events_[place.traffic_class];
    for (std::uint32_t i = 0; i < class_events_.size(); ++i) {
      if (class_events_[i] > 0) groups_.push_back({i, 0, class_events_[i]});
    }
    return groups_;
  }
  for (const EventPlace& place : places_) {
    groups_.push_back({place.traffic_class, place.tenant, 1});
  }
  std::ranges::sort(groups_, [](const AdmissionGroup& a, const AdmissionGroup& b) {
    return a.traffic_class != b.traffic_class ? a.traffic_class < b.traffic_class
                                              : a.tenant < b.tenant;
  });
  std::size_t last = 0;
  for (std::size_t i = 1; i < groups_.size(); ++i) {
    const bool same = groups_[i].traffic_class == groups_[last].traffic_class &&
                      groups_[i].tenant == groups_[last].tenant;
    if (same)
      ++groups_[last].events;
    else
      groups_[++last] = groups_[i];
  }
  groups_.resize(last + 1);
  return groups_;
}

std::span<const PartitionRun> EventBatch::runs() {
  runs_.clear();
  if (records_.size() == 1 || router_.partitions() == 1) {
    runs_.push_back({places_.front().partition, records_});
    return runs_;
  }
  sort_by_partition();
  return runs_;
}

// Counting sort: stable, so that each partition keeps the client's order.
void EventBatch::sort_by_partition() {
  std::ranges::fill(partition_start_, 0);
  for (const EventPlace& place : places_) ++partition_start_[place.partition + 1];
  for (std::size_t i = 1; i < partition_start_.size(); ++i) {
    partition_start_[i] += partition_start_[i - 1];
  }
  sorted_.resize(records_.size());
  for (std::uint32_t i = 0; i + 1 < partition_start_.size(); ++i) {
    const std::uint32_t begin = partition_start_[i];
    const std::uint32_t end = partition_start_[i + 1];
    if (end > begin) runs_.push_back({i, std::span(sorted_).subspan(begin, end - begin)});
  }
  for (std::size_t i = 0; i < records_.size(); ++i) {
    sorted_[partition_start_[places_[i].partition]++] = records_[i];
  }
}

}  // namespace uslkit
