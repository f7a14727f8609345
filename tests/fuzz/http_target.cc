#include "tests/fuzz/http_target.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "base/check.h"
#include "pipeline/ingress/event_batch.h"
#include "pipeline/ingress/http_reply.h"
#include "pipeline/ingress/request_reader.h"

namespace uslkit {
namespace {

// Small, so that a short input reaches them.
const IngressLimits& limits() {
  static const IngressLimits kLimits = [] {
    IngressLimits small;
    small.request_line_bytes = 128;
    small.head_bytes = 512;
    small.header_count = 8;
    small.buffer_bytes = 1024;
    small.body_bytes = 4096;
    small.batch_events = 8;
    return small;
  }();
  return kLimits;
}

const Scenario& scenario() {
  static const Scenario kScenario = [] {
    Scenario two;
    TrafficClass first;
    first.name = "orders";
    first.tenants = UniformTenants{.count = 10};
    two.traffic.classes = {first, TrafficClass{}};
    two.log = LogSpec{.partitions = 3};
    return two;
  }();
  return kScenario;
}

struct Seen {
  std::vector<std::string> requests;
  int refused = 0;
  friend bool operator==(const Seen&, const Seen&) = default;
};

// In pieces of at most this size.
Seen read_all(std::string_view bytes, std::size_t piece) {
  BodyMemory memory(1 << 20);
  RequestReader reader(limits(), memory);
  Seen seen;
  while (true) {
    RequestReader::Step step = reader.next();
    for (; step == RequestReader::Step::request; step = reader.next()) {
      const HttpRequest& request = reader.request();
      std::string text(request.body);
      text += static_cast<char>('0' + static_cast<int>(request.route));
      text += static_cast<char>('0' + static_cast<int>(request.method));
      text += static_cast<char>('0' + static_cast<int>(request.content));
      text += request.keep_alive ? 'k' : 'c';
      seen.requests.push_back(std::move(text));
    }
    if (step == RequestReader::Step::refused) {
      seen.refused = reader.refusal().status;
      USLKIT_CHECK(seen.refused >= 400);
      USLKIT_CHECK(!refusal_body(reader.refusal()).empty());
      return seen;
    }
    if (bytes.empty()) return seen;
    const std::span<char> room = reader.room();
    USLKIT_CHECK(!room.empty());
    const std::size_t count = std::min({piece, bytes.size(), room.size()});
    std::memcpy(room.data(), bytes.data(), count);
    reader.received(count);
    bytes.remove_prefix(count);
  }
}

void check_fault(const EventFault& fault) {
  const std::string body = fault_body(fault);
  USLKIT_CHECK(body.size() > 40);
  USLKIT_CHECK(body.size() < 500);
}

void validate(std::string_view body, Content content) {
  static const EventRouter kRouter(scenario());
  static EventBatch batch(kRouter, limits());
  const std::string padded = std::string(body) + std::string(kBodyPadding, '\0');
  const std::string_view text(padded.data(), body.size());
  const EventBatch::Result result = batch.read(text, content);
  if (result.too_many) return;
  if (result.fault.rule != EventRule::none) return check_fault(result.fault);
  std::size_t events = 0;
  for (const PartitionRun& run : batch.runs()) {
    USLKIT_CHECK(run.partition < 3);
    events += run.events.size();
    for (const EventRecord& event : run.events) {
      USLKIT_CHECK(event.json.data() >= text.data());
      USLKIT_CHECK(event.json.data() + event.json.size() <= text.data() + text.size());
      USLKIT_CHECK(!event.id.empty());
      USLKIT_CHECK(!event.key.empty());
      USLKIT_CHECK(event.traffic_class < 2);
    }
  }
  USLKIT_CHECK(events == batch.size());
  std::size_t grouped = 0;
  for (const AdmissionGroup& group : batch.groups(true)) grouped += group.events;
  USLKIT_CHECK(grouped == events);
}

}  // namespace

void fuzz_http(std::string_view bytes) {
  const Seen whole = read_all(bytes, bytes.size() + 1);
  USLKIT_CHECK(whole == read_all(bytes, 1));
  USLKIT_CHECK(whole == read_all(bytes, 7));
  for (const std::string& request : whole.requests) {
    const std::string_view body = std::string_view(request).substr(0, request.size() - 4);
    validate(body, Content::json);
    validate(body, Content::ndjson);
  }
  // As a body too: a fuzzer need not learn HTTP first.
  validate(bytes, Content::json);
  validate(bytes, Content::ndjson);
}

}  // namespace uslkit
