// `uslkit plot`: draws fits that were kept as fit.json, and runs that were kept as run.json.
#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/fit_input.h"
#include "cli/output.h"
#include "cli/plot_output.h"
#include "cli/run_input.h"
#include "report/fit_plots.h"
#include "report/run_plots.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit plot";

struct Settings {
  std::vector<std::string> files;
  std::vector<std::string> names;
  std::string kind = "throughput";
  std::string to;
  std::string file = "-";
  OutputOptions output;
};

std::vector<std::string> kinds() {
  std::vector<std::string> result = plot_kinds();
  result.emplace_back("comparison");
  result.insert(result.end(), run_plot_kinds().begin(), run_plot_kinds().end());
  return result;
}

Plot compare(const Settings& settings, const std::vector<FitInput>& inputs) {
  std::vector<NamedFit> fits;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const bool named = i < settings.names.size();
    fits.push_back({.name = named ? settings.names[i] : inputs[i].label, .fit = &inputs[i].fit});
  }
  return comparison_plot(fits);
}

std::vector<FitInput> load(const Settings& settings, const Talk& talk) {
  const std::vector<std::string> files =
      settings.files.empty() ? std::vector<std::string>{"-"} : settings.files;
  if (settings.kind != "comparison") {
    return {load_fit(one_file(files, kCommand), talk, kCommand)};
  }
  std::vector<FitInput> inputs;
  for (const std::string& file : files) inputs.push_back(load_fit(file, talk, kCommand));
  return inputs;
}

Plot plot_of(const Settings& settings, const Talk& talk) {
  if (settings.kind == "timeline") {
    const std::string file = one_file(settings.files, kCommand);
    return timeline_plot(load_run(file, talk, kCommand).result);
  }
  const std::vector<FitInput> inputs = load(settings, talk);
  return settings.kind == "comparison" ? compare(settings, inputs)
                                       : plot_of_kind(inputs.front().fit, settings.kind);
}

// A name that ends in another format would deceive every program that reads the file.
std::string format_of(const Settings& settings) {
  if (settings.to.empty()) return plot_format(settings.file, "--output");
  for (const std::string other : {"svg", "png", "pdf"}) {
    if (other == settings.to || !settings.file.ends_with("." + other)) continue;
    throw UsageError({.place = {.source = "--to"},
                      .found = fmt::format("{} for {}", settings.to, quoted(settings.file)),
                      .allowed = fmt::format("{}, as the name of the file says", other),
                      .hint = "leave the option out"});
  }
  return settings.to;
}

ExitCode run_plot(const Settings& settings) {
  const std::string format = format_of(settings);
  const Talk talk(settings.output);
  write_plot(plot_of(settings, talk), settings.file, format);
  if (settings.file != "-") talk.say(fmt::format("wrote {}", without_controls(settings.file)));
  return ExitCode::ok;
}

}  // namespace

Command make_plot_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "plot";
  command.summary = "Draw a kept fit or run: SVG, PNG or PDF";
  command.description =
      "Draws a fit.json (or measurements, fitted with default options): throughput with bands and "
      "peak, efficiency, latency, residuals, overhead, all on one page, or several fits on the "
      "same axes. Or the timeline of a run.json: load, lag, shed and consumers.";
  command.examples = {
      {"uslkit plot fit.json -o usl.svg", "throughput with fit, bands and peak"},
      {"uslkit plot fit.json --kind dashboard -o usl.pdf", "four plots on one page"},
      {"uslkit plot before.json after.json --kind comparison -o change.png", "two fits together"},
      {"uslkit plot run.json --kind timeline -o run.svg", "what happened in a simulation"}};
  command.options = {
      list_option("file", "FILE", settings->files,
                  "fit.json, measurements or (timeline) run.json; - is standard input"),
      choice_option("--kind", kinds(), settings->kind, "What to draw; default throughput"),
      text_option("-o,--output", "FILE", settings->file,
                  "FILE.svg, FILE.png or FILE.pdf; - (default) is SVG on stdout"),
      choice_option("--to", {"svg", "png", "pdf"}, settings->to,
                    "Format, where the name of the output does not say it"),
      list_option("--name", "LABEL", settings->names,
                  "Label of a fit in a comparison, in the order of the files")};
  for (Option& option : talk_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_plot(*settings); };
  return command;
}

}  // namespace uslkit
