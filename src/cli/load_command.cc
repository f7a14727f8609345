// `uslkit load`: a scenario's load alone, against an ingress that runs elsewhere.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/pipeline_sections.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/scenario_options.h"
#include "cli/signals.h"
#include "documents/provenance.h"
#include "pipeline/host/run_document.h"
#include "pipeline/host/runnable.h"
#include "pipeline/load/load_target.h"
#include "report/run_tables.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit load";

struct Settings {
  ScenarioOptions scenario;
  LoadSettings load;
  std::string target;
  OutputOptions output;
};

// What a generator cannot know, said wherever its numbers stand.
const std::vector<std::string>& not_seen() {
  static const std::vector<std::string> all{
      "whether acknowledged events were applied, once each: the pipeline's own report says it",
      "lag, batches, consumers, end-to-end latency: the pipeline's /metrics and its report",
      "which part of a latency is the network's, where there is one"};
  return all;
}

ReportSection class_section(const LoadReport& load) {
  ReportSection section{.name = "requests", .heading = "Requests, as their clients saw them"};
  Table table{.columns = {{"class"},
                          {"sent", Align::right},
                          {"acked", Align::right},
                          {"late", Align::right},
                          {"failed", Align::right},
                          {"invalid", Align::right},
                          {"no answer", Align::right},
                          {"retries", Align::right}}};
  const auto add = [&table](const LoadClassReport& each) {
    table.add({each.name, count_text(each.sent), count_text(each.acked), count_text(each.late),
               count_text(each.failed), count_text(each.invalid), count_text(each.unanswered),
               count_text(each.retried)});
  };
  for (const LoadClassReport& each : load.classes) add(each);
  if (load.classes.size() > 1) add(load.total());
  section.table = std::move(table);
  for (const std::string& each : not_seen()) section.footnotes.push_back("not seen: " + each);
  return section;
}

nlohmann::ordered_json load_document(const Settings& settings, const ScenarioText& text,
                                     const Scenario& scenario, const TargetLoad& run) {
  nlohmann::ordered_json options = to_json(settings.scenario);
  options["target"] = settings.target;
  options["load_threads"] = settings.load.threads;
  options["connections"] = settings.load.connections;
  options["batch_events"] = settings.load.batch_events;
  options["linger"] = settings.load.linger;
  nlohmann::ordered_json document = envelope({.document = "load",
                                              .seed = scenario.seed,
                                              .options = std::move(options),
                                              .inputs = text.sources(),
                                              .notes = {}});
  document["sent_for_s"] = run.sent_for_s;
  document["classes"] = load_classes_to_json(run.load);
  document["load_generator"] = load_to_json(run.load);
  document["not_seen"] = not_seen();
  return document;
}

std::string load_text(const Settings& settings, const LoadReport& load) {
  const SectionLayout layout{
      .width = static_cast<std::size_t>(std::clamp(terminal_columns(), 60, 120)),
      .color = color_wanted(settings.output, 1),
      .unicode = terminal_speaks_utf8()};
  return section_text(class_section(load), "", layout) + "\n" +
         section_text(load_section(load), "", layout);
}

ExitCode run_load(const Settings& settings) {
  const Talk talk(settings.output);
  const AddressPort target = address_port_of(settings.target, "--target");
  const ScenarioText text = open_scenario(settings.scenario, talk, kCommand);
  const Scenario scenario = scenario_of(text, settings.scenario.sets);
  check_runnable(scenario, text.source.name);
  LoadTargetOptions options{.load = load_options(settings.load)};
  options.load.address = target.address;
  options.load.port = target.port;
  const StopOnSignal stop;
  options.stop = stop.flag();
  ProgressLine line(talk);
  line.start();
  const double duration_s = in_seconds(scenario.duration);
  options.on_look = [&](double time_s, const LoadProgress& seen) {
    if (!line.due()) return;
    line.show(
        time_s / duration_s,
        fmt::format("load {} of {}: {} sent, {} acked, {} failed, {} in flight",
                    moment_text(time_s), moment_text(duration_s), count_text(seen.sent),
                    count_text(seen.acked), count_text(seen.failed), count_text(seen.in_flight)));
  };
  const TargetLoad run = load_target(scenario, options);
  line.wipe();
  write_answer(settings.output, load_document(settings, text, scenario, run),
               load_text(settings, run.load));
  if (!run.load.valid) talk.warn("the load generator was the bottleneck: see its section");
  return stop.exit_code().value_or(ExitCode::ok);
}

}  // namespace

Command make_load_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "load";
  command.summary = "Send a scenario's load to a pipeline that runs elsewhere";
  command.description =
      "The load generator of `uslkit run` as a process of its own: the very requests that a "
      "simulation of the scenario sees, open loop, in real time, against the ingress at --target "
      "(`uslkit serve-pipeline` with the same scenario). Reports what clients saw: answers, "
      "latencies from the intended send, and whether the generator kept its schedule. It does not "
      "see behind the ingress, and says so. Ctrl-C ends the load and keeps what is done.";
  command.examples = {
      {"uslkit load scenarios/laptop_steady_50.json --target 127.0.0.1:8080",
       "against `uslkit serve-pipeline scenarios/laptop_steady_50.json --listen 127.0.0.1:8080`"},
      {"uslkit load shop.json --target 127.0.0.1:8080 --connections 256 --json",
       "the same as one JSON document"}};
  command.options = scenario_option_list(settings->scenario);
  std::erase_if(command.options, [](const Option& option) {
    return option.long_name() == "--replications" || option.long_name() == "--threads";
  });
  command.options.push_back(text_option("--target", "ADDRESS:PORT", settings->target,
                                        "The ingress: an IPv4 address and a port"));
  for (Option& option : load_option_list(settings->load)) command.options.push_back(option);
  for (Option& option : output_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_load(*settings); };
  return command;
}

}  // namespace uslkit
