#include "pipeline/host/run_document.h"

namespace uslkit {
namespace {

using Json = nlohmann::ordered_json;

double in_ms(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

Json latency_json(const Histogram& histogram) {
  return {{"count", histogram.count()},
          {"mean_ms", histogram.mean_ns() / 1e6},
          {"p50_ms", in_ms(histogram.quantile(0.5))},
          {"p90_ms", in_ms(histogram.quantile(0.9))},
          {"p99_ms", in_ms(histogram.quantile(0.99))},
          {"p999_ms", in_ms(histogram.quantile(0.999))},
          {"max_ms", in_ms(histogram.max())}};
}

Json regression_json(const BatchRegression& regression) {
  const BatchLaw law = regression.law();
  const double batches = static_cast<double>(regression.batches);
  return {{"batches", regression.batches},
          {"mean_batch", regression.batches > 0 ? regression.events / batches : 0},
          {"t0_ms", in_ms(law.t0)},
          {"t1_us", static_cast<double>(law.t1.count()) / 1e3},
          {"cv", law.cv}};
}

Json optional_json(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json delivery_json(const PipelineRun& run) {
  const DeliveryCheck& delivery = run.delivery;
  return {{"acknowledged", delivery.acknowledged},
          {"found_at_start", delivery.found},
          {"appended", delivery.appended},
          {"applied", delivery.applied},
          {"duplicates", delivery.duplicates},
          {"dead_lettered", delivery.dead_lettered},
          {"dropped", delivery.dropped},
          {"expired", delivery.expired},
          {"undelivered", delivery.undelivered},
          {"missing", delivery.missing()},
          {"drain_s", run.drain_s}};
}

Json parity_json(const JournalReplay& parity) {
  Json policies = Json::array();
  for (const JournalReplay::Policy& policy : parity.policies) {
    policies.push_back(
        {{"policy", policy.name}, {"calls", policy.calls}, {"different", policy.different}});
  }
  return {{"calls", parity.calls},
          {"different", parity.different},
          {"complete", parity.complete},
          {"policies", std::move(policies)}};
}

}  // namespace

Json load_to_json(const LoadReport& load) {
  const LoadClassReport total = load.total();
  Json answers = Json::object();
  for (const auto& [status, posts] : load.answers) answers[std::to_string(status)] = posts;
  return {{"valid", load.valid},
          {"reasons", load.reasons},
          {"intended_per_s", optional_json(load.intended_rate)},
          {"reached_per_s", optional_json(load.reached_rate)},
          {"events_per_post", load.batch_events},
          {"posts", load.posts},
          {"posts_by_status", std::move(answers)},
          {"not_sent", total.not_sent},
          {"connections_opened", load.connections_opened},
          {"reconnects", load.reconnects},
          {"connection_errors", load.connection_errors},
          {"bytes_sent", load.bytes_sent},
          {"bytes_received", load.bytes_received},
          {"cpu_s", load.cpu_s},
          {"busiest_thread", load.busiest},
          {"schedule_lag", latency_json(load.schedule_lag)},
          {"ack_corrected", latency_json(total.corrected)},
          {"ack_uncorrected", latency_json(total.uncorrected)}};
}

Json load_classes_to_json(const LoadReport& load) {
  Json classes = Json::array();
  for (const LoadClassReport& each : load.classes) {
    Json rejected = Json::object();
    for (std::size_t i = 0; i < each.rejected.size(); ++i) {
      if (each.rejected[i] == 0) continue;
      rejected[std::string(name_of(static_cast<RejectReason>(i)))] = each.rejected[i];
    }
    classes.push_back({{"name", each.name},
                       {"sent", each.sent},
                       {"acked", each.acked},
                       {"late_acks", each.late},
                       {"failed", each.failed},
                       {"invalid", each.invalid},
                       {"unanswered", each.unanswered},
                       {"retried", each.retried},
                       {"duplicates", each.duplicates},
                       {"rejected", std::move(rejected)},
                       {"ack_corrected", latency_json(each.corrected)}});
  }
  return classes;
}

Json pipeline_to_json(const PipelineRun& run) {
  Json document;
  document["ack_level"] = name_of(run.level);
  document["load_generator"] = load_to_json(run.load);
  document["delivery"] = delivery_json(run);
  if (run.parity) document["parity"] = parity_json(*run.parity);
  document["costs_of_batches"] = {{"processing", regression_json(run.costs.processing)},
                                  {"writing", regression_json(run.costs.writing)},
                                  {"pull", latency_json(run.costs.pull)}};
  return document;
}

}  // namespace uslkit
