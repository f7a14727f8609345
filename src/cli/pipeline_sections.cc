#include "cli/pipeline_sections.h"

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

std::string ms_text(Duration duration) {
  return human_number(static_cast<double>(duration.count()) / 1e6) + " ms";
}

ReportSection delivery_section(const PipelineRun& run) {
  const DeliveryCheck& delivery = run.delivery;
  ReportSection section{.name = "delivery", .heading = "Delivery"};
  Table table{.columns = {{"events"}, {"count", Align::right}}};
  const auto add = [&table](const char* name, std::int64_t count) {
    if (count > 0) table.add({name, count_text(count)});
  };
  add("found in the log at the start", delivery.found);
  add(fmt::format("acknowledged ({})", name_of(run.level)).c_str(), delivery.acknowledged);
  add("appended", delivery.appended);
  add("applied", delivery.applied);
  add("duplicates, skipped", delivery.duplicates);
  add("dead letters", delivery.dead_lettered);
  add("dropped by a full log", delivery.dropped);
  add("expired unread", delivery.expired);
  add("undelivered when the drain ended", delivery.undelivered);
  const std::int64_t missing = delivery.missing();
  section.sentences.push_back(
      missing == 0 ? fmt::format("Nothing lost, nothing twice: every event ended exactly once; the "
                                 "backlog was drained {:.2f} s after the load.",
                                 run.drain_s)
      : missing > 0 ? fmt::format("{} events are MISSING.", count_text(missing))
                    : fmt::format("{} events came TWICE.", count_text(-missing)));
  section.table = std::move(table);
  return section;
}

std::vector<std::string> law_row(const char* name, const BatchRegression& regression) {
  const BatchLaw law = regression.law();
  const double batches = static_cast<double>(std::max<std::int64_t>(regression.batches, 1));
  return {name,
          count_text(regression.batches),
          human_number(regression.events / batches),
          ms_text(law.t0),
          human_number(static_cast<double>(law.t1.count()) / 1e3) + " us",
          human_number(law.cv)};
}

ReportSection cost_section(const BatchCosts& costs) {
  ReportSection section{.name = "costs",
                        .heading = "Costs of a batch of b events, T(b) = t0 + b t1"};
  Table table{.columns = {{""},
                          {"batches", Align::right},
                          {"mean b", Align::right},
                          {"t0", Align::right},
                          {"t1", Align::right},
                          {"cv", Align::right}}};
  table.add(law_row("processing", costs.processing));
  table.add(law_row("writing", costs.writing));
  section.table = std::move(table);
  return section;
}

ReportSection parity_section(const JournalReplay& parity) {
  ReportSection section{.name = "parity", .heading = "Parity with the simulator's policies"};
  section.sentences.push_back(
      parity.same()
          ? fmt::format("{} calls of policies, made again by the simulator's: every answer "
                        "the same, bit for bit.",
                        count_text(parity.calls))
          : fmt::format("{} of {} answers DIFFER: {}", count_text(parity.different),
                        count_text(parity.calls), parity.first_difference));
  if (!parity.complete) section.footnotes.push_back("further calls were not recorded");
  return section;
}

}  // namespace

ReportSection load_section(const LoadReport& load) {
  ReportSection section{.name = "load_generator", .heading = "Load generator"};
  if (load.valid) {
    section.sentences.push_back("It kept its schedule: latencies are the pipeline's.");
  }
  for (const std::string& reason : load.reasons) {
    section.sentences.push_back("NOT VALID as a measurement of the pipeline: " + reason);
  }
  const LoadClassReport total = load.total();
  Table table{
      .columns = {{""}, {"p50", Align::right}, {"p99", Align::right}, {"max", Align::right}}};
  const auto add = [&table](const char* name, const Histogram& histogram) {
    if (histogram.empty()) return;
    table.add({name, ms_text(histogram.quantile(0.5)), ms_text(histogram.quantile(0.99)),
               ms_text(histogram.max())});
  };
  add("ack, from the intended send", total.corrected);
  add("ack, from the actual send (uncorrected)", total.uncorrected);
  add("behind schedule", load.schedule_lag);
  section.table = std::move(table);
  if (load.intended_rate && load.reached_rate) {
    section.footnotes.push_back(
        fmt::format("{}/s intended, {}/s sent; {} events a POST at most; "
                    "busiest thread {:.0f} %",
                    si_number(*load.intended_rate), si_number(*load.reached_rate),
                    load.batch_events, 100 * load.busiest));
  }
  return section;
}

std::vector<ReportSection> pipeline_sections(const PipelineRun& run) {
  std::vector<ReportSection> sections{delivery_section(run), load_section(run.load),
                                      cost_section(run.costs)};
  if (run.parity) sections.push_back(parity_section(*run.parity));
  return sections;
}

}  // namespace uslkit
