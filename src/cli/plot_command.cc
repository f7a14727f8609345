// `uslkit plot`: draws what was kept: fits, runs and sizing plans.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/spelling.h"
#include "cli/command.h"
#include "cli/fit_input.h"
#include "cli/output.h"
#include "cli/plot_input.h"
#include "cli/plot_output.h"
#include "report/fit_plots.h"
#include "report/plan_plots.h"
#include "report/render.h"
#include "report/run_plots.h"
#include "report/terminal_chart.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit plot";
constexpr const char* kUsl = "usl";  // "throughput" by another name
constexpr std::size_t kTextHeight = 14;

struct Settings {
  std::vector<std::string> files;
  std::vector<std::string> names;
  std::string kind;  // empty: the first of the document's kinds
  std::string to;
  std::string file = "-";
  OutputOptions output;
};

std::vector<std::string> fit_kinds() {
  std::vector<std::string> kinds = {kUsl};
  kinds.insert(kinds.end(), plot_kinds().begin(), plot_kinds().end());
  kinds.emplace_back("comparison");
  return kinds;
}

std::vector<std::string> all_kinds() {
  std::vector<std::string> kinds = fit_kinds();
  for (const std::vector<std::string>* more : {&run_plot_kinds(), &plan_plot_kinds()}) {
    for (const std::string& kind : *more) {
      const bool known = std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
      if (!known) kinds.push_back(kind);
    }
  }
  return kinds;
}

ChartOptions chart_options(const Settings& settings) {
  return {.width = static_cast<std::size_t>(std::clamp(terminal_columns(), 60, 120)),
          .height = kTextHeight,
          .unicode = terminal_speaks_utf8(),
          .color = settings.file == "-" && color_wanted(settings.output, 1)};
}

// The kind asked for, or the first one; a UsageError where the document has no such picture.
std::string kind_for(const Settings& settings, const std::string& what,
                     const std::vector<std::string>& kinds) {
  if (settings.kind.empty()) return kinds.front();
  if (std::find(kinds.begin(), kinds.end(), settings.kind) != kinds.end()) return settings.kind;
  throw UsageError({.place = {.source = "--kind"},
                    .found = fmt::format("{} of {}", settings.kind, what),
                    .allowed = one_of(kinds),
                    .hint = "uslkit plot --help says which document has which kinds"});
}

[[noreturn]] void refuse_text(const std::string& kind) {
  throw UsageError({.place = {.source = "--to"},
                    .found = fmt::format("text of the kind {}", kind),
                    .allowed = "svg, png or pdf",
                    .hint = ""});
}

struct Drawing {
  const Settings& settings;
  std::string format;

  [[nodiscard]] bool as_text() const { return format == "text"; }

  [[nodiscard]] std::string operator()(const FitInput& input) const {
    std::string kind = kind_for(settings, "a fit", fit_kinds());
    if (kind == kUsl) kind = "throughput";
    if (kind == "comparison") return comparison({input});
    if (!as_text()) return render(plot_of_kind(input.fit, kind), format);
    if (kind != "throughput") refuse_text(kind);
    return terminal_chart(input.fit, chart_options(settings));
  }

  [[nodiscard]] std::string operator()(const RunInput& input) const {
    const std::string kind = kind_for(settings, "a run", run_plot_kinds());
    return as_text() ? run_chart_of_kind(input.result, kind, chart_options(settings))
                     : render(run_plot_of_kind(input.result, kind), format);
  }

  [[nodiscard]] std::string operator()(const SizingAnswer& answer) const {
    const std::string kind = kind_for(settings, "a sizing plan", plan_plot_kinds());
    if (!as_text()) return render(plan_plot_of_kind(answer, kind), format);
    if (kind != "pareto") refuse_text(kind);
    return pareto_chart(answer.plan, chart_options(settings));
  }

  [[nodiscard]] std::string comparison(const std::vector<FitInput>& inputs) const {
    if (as_text()) refuse_text("comparison");
    std::vector<NamedFit> fits;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const bool named = i < settings.names.size();
      fits.push_back({.name = named ? settings.names[i] : inputs[i].label, .fit = &inputs[i].fit});
    }
    return render(comparison_plot(fits), format);
  }
};

std::string drawn(const Settings& settings, const std::string& format, const Talk& talk) {
  const Drawing drawing{settings, format};
  if (settings.kind != "comparison") {
    return std::visit(drawing, load_plot_input(one_file(settings.files, kCommand), talk, kCommand));
  }
  std::vector<FitInput> inputs;
  for (const std::string& file : settings.files) {
    inputs.push_back(load_fit(file, talk, kCommand));
  }
  if (inputs.empty()) inputs.push_back(load_fit("-", talk, kCommand));
  return drawing.comparison(inputs);
}

// A name that ends in another format would deceive every program that reads the file.
std::string format_of(const Settings& settings) {
  if (settings.to.empty()) {
    return settings.file.ends_with(".txt") ? "text" : plot_format(settings.file, "--output");
  }
  for (const std::string other : {"svg", "png", "pdf", "text"}) {
    const std::string ending = other == "text" ? ".txt" : "." + other;
    if (other == settings.to || !settings.file.ends_with(ending)) continue;
    throw UsageError({.place = {.source = "--to"},
                      .found = fmt::format("{} for {}", settings.to, uslkit::quoted(settings.file)),
                      .allowed = fmt::format("{}, as the name of the file says", other),
                      .hint = "leave the option out"});
  }
  return settings.to;
}

ExitCode run_plot(const Settings& settings) {
  const std::string format = format_of(settings);
  const Talk talk(settings.output);
  write_result(drawn(settings, format, talk), settings.file);
  if (settings.file != "-") talk.say(fmt::format("wrote {}", without_controls(settings.file)));
  return ExitCode::ok;
}

}  // namespace

Command make_plot_command() {
  const std::shared_ptr<Settings> settings = std::make_shared<Settings>();
  Command command;
  command.name = "plot";
  command.summary = "Draw a kept fit, run or plan: SVG, PNG, PDF or text";
  command.description =
      "Draws what was kept with --json. Of a fit (or of measurements, fitted with default "
      "options): "
      "usl (also called throughput) with bands and peak, efficiency, latency, residuals, overhead, "
      "a dashboard of four, or a comparison of several fits. Of a run, simulated or real: "
      "timeline, "
      "lag, latency, shed, partitions, heatmap. Of a sizing plan: pareto, cost against certainty "
      "and cells, and forecast.";
  command.examples = {
      {"uslkit plot fit.json -o usl.svg", "throughput with fit, bands and peak"},
      {"uslkit plot run.json -o run.svg", "what happened in a simulation"},
      {"uslkit plot run.json --kind heatmap -o heat.png", "backlog of each partition over time"},
      {"uslkit plot run.json --kind latency --to text", "percentiles, in the terminal"},
      {"uslkit plot plan.json --kind pareto -o cost.pdf", "what certainty costs"},
      {"uslkit plot before.json after.json --kind comparison -o change.png", "two fits together"}};
  command.options = {
      list_option("file", "FILE", settings->files,
                  "fit.json, run.json, size.json or measurements; - is standard input"),
      choice_option("--kind", all_kinds(), settings->kind,
                    "What to draw; default: the first one of the document (usl, timeline, pareto)"),
      text_option("-o,--output", "FILE", settings->file,
                  "FILE.svg, FILE.png, FILE.pdf or FILE.txt; - (default) is SVG on stdout"),
      choice_option("--to", {"svg", "png", "pdf", "text"}, settings->to,
                    "Format, where the name of the output does not say it; text is a chart for "
                    "terminals"),
      list_option("--name", "LABEL", settings->names,
                  "Label of a fit in a comparison, in the order of the files")};
  for (Option& option : talk_options(settings->output)) command.options.push_back(option);
  command.run = [settings] { return run_plot(*settings); };
  return command;
}

}  // namespace uslkit
