// `uslkit serve-pipeline`: the pipeline of a scenario alone, for a load generator of your own.
#include <chrono>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/duration_argument.h"
#include "cli/output.h"
#include "cli/run_options.h"
#include "cli/scenario_options.h"
#include "cli/signals.h"
#include "pipeline/host/pipeline.h"
#include "pipeline/host/runnable.h"
#include "report/run_tables.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit serve-pipeline";
constexpr Duration kLook = std::chrono::milliseconds(50);
constexpr double kSaySeconds = 10;

struct Settings {
  ScenarioOptions scenario;
  PipelineSettings pipeline;
  std::string drain = "60s";
  OutputOptions output;
};

void say_state(const ConductorView& view, const Talk& talk) {
  talk.say(fmt::format("{}: {} appended, {} applied, {} waiting, work-lag {:.2g} s, {} consumers",
                       moment_text(in_seconds(view.at)), count_text(view.appended),
                       count_text(view.applied), count_text(view.lags.backlog),
                       view.lags.work_lag_s, view.consumers));
}

std::string end_text(const Pipeline& pipeline, const PipelineEnd& end) {
  const ConductorView view = pipeline.view();
  std::string text =
      fmt::format("{} events appended, {} waiting in {}\n", count_text(view.appended),
                  count_text(end.undelivered), safe_text(pipeline.directory()));
  if (!end.ingress.complete) {
    text += fmt::format("{} requests were not answered, {} connections cut off\n",
                        end.ingress.unanswered, end.ingress.connections);
  }
  if (!end.trouble.empty()) text += "trouble: " + safe_text(end.trouble) + "\n";
  return text;
}

ExitCode run_serve(const Settings& settings) {
  const Talk talk(settings.output);
  const ScenarioText text = open_scenario(settings.scenario, talk, kCommand);
  const Scenario scenario = scenario_of(text, settings.scenario.sets);
  check_runnable(scenario, text.source.name);
  const StopOnSignal stop;
  PipelineOptions options = pipeline_options(settings.pipeline);
  options.look_for_poison = true;
  options.on_bad_order = [&talk](const std::string& message) { talk.warn(message); };
  Pipeline pipeline(scenario, options);
  pipeline.start();
  for (const std::string& note : runnable_notes(scenario)) talk.detail(note);
  // The one line on stdout that a script waits for.
  write_result(fmt::format("listening on http://{}:{}/events\n", options.address, pipeline.port()));
  talk.say(fmt::format("serving {}; SIGTERM or Ctrl-C drains and ends it",
                       safe_text(scenario.name.empty() ? text.source.name : scenario.name)));
  double said_at_s = 0;
  while (!*stop.flag()) {
    std::this_thread::sleep_for(kLook);
    const ConductorView view = pipeline.view();
    if (in_seconds(view.at) - said_at_s < kSaySeconds) continue;
    said_at_s = in_seconds(view.at);
    say_state(view, talk);
  }
  talk.say("draining");
  const PipelineEnd end = pipeline.stop(duration_argument(settings.drain, "--drain"));
  write_result(end_text(pipeline, end));
  if (!end.trouble.empty()) return ExitCode::runtime_error;
  return ExitCode::ok;
}

}  // namespace

Command make_serve_pipeline_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "serve-pipeline";
  command.summary = "Serve the pipeline of a scenario, for wrk, k6, vegeta or your own clients";
  command.description =
      "Starts ingress, log, consumers and state store as the scenario describes them and serves "
      "until SIGTERM or Ctrl-C; then accepts nothing new, answers what was received, drains the "
      "log and exits with 0. The scenario's traffic is not sent; its classes name what events may "
      "be. POST /events, GET /healthz, GET /metrics: docs/pipeline-ingress.md. The first line on "
      "stdout says where it listens.";
  command.examples = {
      {"uslkit serve-pipeline scenarios/laptop_steady_50.json --listen 127.0.0.1:8080",
       "then: curl -d '{\"id\":\"1\",\"tenant\":\"a\",\"ts\":1,\"type\":\"orders\",\"key\":\"k\","
       "\"payload\":{}}' -H 'Content-Type: application/json' http://127.0.0.1:8080/events"},
      {"uslkit serve-pipeline shop.json --orders orders & echo 'kill 0.5' > orders",
       "half of the consumers die; 'restart' brings them back"},
      {"uslkit serve-pipeline shop.json --dir /var/lib/shop --listen 127.0.0.1:8080",
       "what was accepted is still there after a restart"}};
  command.options = scenario_option_list(settings->scenario);
  std::erase_if(command.options, [](const Option& option) {
    return option.long_name() == "--replications" || option.long_name() == "--threads";
  });
  for (Option& option : pipeline_option_list(settings->pipeline)) command.options.push_back(option);
  command.options.push_back(text_option("--drain", "TIME", settings->drain,
                                        "At the end, wait at most so long for the backlog; default "
                                        "60s"));
  for (Option& option : talk_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_serve(*settings); };
  return command;
}

}  // namespace uslkit
