// What requests in bulk draw, by columns, and what follows from it: the ingress's delay, the
// partition and the way into its log. The draws of a source's requests follow each other, but for
// those that were refused: so they are made source by source, and then put in the order of the
// requests.
#include <algorithm>
#include <span>

#include "sim/cell.h"
#include "sim/time_sums.h"

namespace uslkit {

// Of the requests begin .. end: the first draw of each source, and how many from there to its last
// one (refused ones among them).
void Cell::find_draws(std::size_t begin, std::size_t end) {
  drawn_.of_source.resize(sources_.size());
  if (sources_.size() == 1) {
    RequestDraws::OfSource& own = drawn_.of_source.front();
    own.requests = end - begin;
    own.count = 0;
    if (begin == end) return;
    own.first = bulk_.draw[begin];
    own.count = bulk_.draw[end - 1] + 1 - own.first;
    return;
  }
  for (RequestDraws::OfSource& own : drawn_.of_source) own.count = own.requests = 0;
  const auto find = [this](std::size_t at, std::size_t count) {
    RequestDraws::OfSource& own = drawn_.of_source[bulk_.source[at]];
    if (own.count == 0) own.first = bulk_.draw[at];
    own.count = bulk_.draw[at + count - 1] + 1 - own.first;
    own.requests += count;
  };
  if (bulk_kind_ == BulkKind::line) {  // those who leave it are not those who have come
    for (std::size_t i = begin; i < end; ++i) find(i, 1);
    return;
  }
  for (const RequestStretch& stretch : bulk_.latest) {
    if (stretch.count > 0) find(begin, stretch.count);
    begin += stretch.count;
  }
}

void Cell::draw_validations(std::size_t begin) {
  const std::size_t count = bulk_.end - begin;
  drawn_.validation.resize(count);
  if (sources_.front().validates_alike()) {  // as all sources do: the law is the ingress's
    return sources_.front().fill_validations(0, drawn_.validation);
  }
  find_draws(begin, bulk_.end);
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    RequestDraws::OfSource& own = drawn_.of_source[i];
    own.validation.resize(own.count);
    sources_[i].fill_validations(own.first, own.validation);
    if (own.is_all_of(count)) return std::swap(own.validation, drawn_.validation);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const RequestDraws::OfSource& own = drawn_.of_source[bulk_.source[begin + i]];
    drawn_.validation[i] = own.validation[bulk_.draw[begin + i] - own.first];
  }
}

void Cell::append_in_bulk(std::size_t end) {
  const std::size_t count = end - bulk_.first;
  draw_ways(end);
  answered_.resize(count);
  readable_.resize(count);
  const std::int64_t* const birth = bulk_.birth.data() + bulk_.first;
  const std::int64_t* const validated = bulk_.validated.data() + bulk_.first;
  const std::uint32_t* const source = bulk_.source.data() + bulk_.first;
  const std::uint32_t* const to = drawn_.partition.data();
  const std::size_t* const class_of = class_of_source_.data();
  std::int64_t* const readable = readable_.data();
  for (std::size_t i = 0; i < count; ++i) {
    const ClassRules& rules = rules_[class_of[source[i]]];
    const AppendTimes times =
        writer_->append(TimePoint(Duration(validated[i])), to[i], rules.bytes, rules.acks,
                        {.append = drawn_.append[i], .replication = drawn_.replication[i]});
    answered_[i] = times.answered.time_since_epoch().count();
    readable[i] = times.readable.time_since_epoch().count();
  }
  Partition* const partitions = partitions_.data();
  for (std::size_t i = 0; i < count; ++i) {
    Partition& partition = partitions[to[i]];
    ++partition.tally.appended;
    partition.log.append(TimePoint(Duration(readable[i])), TimePoint(Duration(birth[i])),
                         EventTag::of_class(class_of[source[i]]));
    readable[i] = partition.log.last_readable().time_since_epoch().count();
  }
  log_meter_.enter_all(static_cast<std::int64_t>(count), sum_of(readable_));
  appended_ += static_cast<std::int64_t>(count);
}

// Where the requests before `end` go, and how long it takes them.
void Cell::draw_ways(std::size_t end) {
  const std::size_t count = end - bulk_.first;
  drawn_.make_room(count);
  find_draws(bulk_.first, end);
  const bool alike = sources_.front().appends_alike();
  if (alike) sources_.front().fill_appends(0, drawn_.append);
  if (sources_.front().replicates()) draw_replications(count);
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    RequestDraws::OfSource& own = drawn_.of_source[i];
    own.place.resize(own.count);
    own.partition.resize(own.count);
    const TrafficSource& source = sources_[i];
    source.fill_places(own.first, own.place);
    placements_[source.traffic_class()].fill_partitions(own.place, own.partition);
    if (!alike) {
      own.append.resize(own.count);
      source.fill_appends(own.first, own.append);
    }
    if (!own.is_all_of(count)) continue;
    if (!alike) std::swap(own.append, drawn_.append);
    return std::swap(own.partition, drawn_.partition);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const RequestDraws::OfSource& own = drawn_.of_source[bulk_.source[bulk_.first + i]];
    const std::size_t at = bulk_.draw[bulk_.first + i] - own.first;
    drawn_.partition[i] = own.partition[at];
    if (!alike) drawn_.append[i] = own.append[at];
  }
}

void Cell::draw_replications(std::size_t count) {
  Request request;
  for (std::size_t i = 0; i < count; ++i) {
    request.draw = bulk_.draw[bulk_.first + i];
    drawn_.replication[i] = sources_[bulk_.source[bulk_.first + i]].replication(request);
  }
}

}  // namespace uslkit
