#include "cli/size_options.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/spelling.h"
#include "cli/exit_code.h"
#include "cli/plot_output.h"
#include "sizing/plan_sizing.h"

namespace uslkit {
namespace {

constexpr const char* kCommand = "uslkit size";
constexpr double kMostThreads = 1024;

struct FitRole {
  const char* name;
  const char* pointer;
};
constexpr FitRole kRoles[] = {{"consumer", "/consumers/capacity"},
                              {"database", "/database/capacity"}};

// "consumer=fit.json" becomes a setting. A file named here is relative to where the command runs,
// those in a request to the request: so the request gets the absolute name.
void add_fit(const std::string& text, SizeOptions& target) {
  const std::size_t equals = text.find('=');
  const std::string role = text.substr(0, equals);
  const std::string file = equals == std::string::npos ? "" : text.substr(equals + 1);
  for (const FitRole& each : kRoles) {
    if (role != each.name || file.empty()) continue;
    const std::string absolute = std::filesystem::absolute(file).string();
    target.fits[absolute] = file;
    const nlohmann::ordered_json capacity = {{"kind", "fit"}, {"file", absolute}};
    target.sets.push_back(fmt::format("{}={}", each.pointer, capacity.dump()));
    return;
  }
  throw UsageError({.place = {.source = "--fit"},
                    .found = uslkit::quoted(text),
                    .allowed = "consumer=FILE or database=FILE",
                    .hint = "FILE is a fit.json (uslkit fit -o fit.json) or measurements"});
}

Option fit_option(SizeOptions& target) {
  Option option{.names = "--fit",
                .value_name = "ROLE=FILE",
                .help =
                    "Take the capacity of one consumer=FILE or database=FILE from a fit.json, "
                    "or from measurements, with the joint uncertainty of its coefficients",
                .repeatable = true};
  option.set = [&target](const std::string& text) { add_fit(text, target); };
  return option;
}

void check_stdout(const SizeOptions& options) {
  const std::string dash = "-";
  const int results = (options.output.json_on_stdout() ? 1 : 0) +
                      (options.scenario == dash ? 1 : 0) + (options.pareto == dash ? 1 : 0) +
                      (options.plot_forecast == dash ? 1 : 0);
  if (results < 2) return;
  throw UsageError({.place = {.source = kCommand},
                    .found = fmt::format("{} results on standard output", results),
                    .allowed = "one of --json, --scenario -, --pareto - and --plot-forecast -",
                    .hint = "give the others a file name"});
}

void check_stdin(const SizeOptions& options) {
  const auto is_stdin = [](const auto& each) { return each.second == "-"; };
  // Two roles that name standard input share one entry, but the settings tell them apart.
  const std::string absolute = std::filesystem::absolute("-").string();
  const std::int64_t from_fits =
      std::any_of(options.fits.begin(), options.fits.end(), is_stdin)
          ? std::count_if(options.sets.begin(), options.sets.end(),
                          [&absolute](const std::string& set) {
                            return set.ends_with(fmt::format("\"file\":\"{}\"}}", absolute));
                          })
          : 0;
  const std::int64_t readers =
      std::count(options.files.begin(), options.files.end(), "-") + from_fits;
  if (readers < 2) return;
  throw UsageError({.place = {.source = kCommand},
                    .found = "standard input for more than one input",
                    .allowed = "one of the request and the fits on standard input",
                    .hint = "give the others a file name"});
}

void check_plots(const SizeOptions& options) {
  if (!options.pareto.empty()) static_cast<void>(plot_format(options.pareto, "--pareto"));
  if (!options.plot_forecast.empty()) {
    static_cast<void>(plot_format(options.plot_forecast, "--plot-forecast"));
  }
}

std::vector<Option> request_options(SizeOptions& target) {
  return {
      list_option("request", "REQUEST", target.files, "Sizing request (JSON); - is standard input"),
      list_option("--set", "/POINTER=VALUE", target.sets,
                  "Change a field of the request, such as /slo/max_lag=5s; applied in order"),
      fit_option(target),
      integer_option("--draws", target.draws, {1, PlanOptions::kMostDraws},
                     "Worlds drawn from the uncertain inputs; default 100000"),
      setting_option("--seed", "COUNT", "/seed", target.sets,
                     "Seed of the draws; same seed, same bytes; default: the request's")};
}

std::vector<Option> verification_options(SizeOptions& target) {
  return {flag_option("--verify", target.verify,
                      "Simulate the plan (one of its cells) and put the run beside what was "
                      "predicted; exit with 99 unless the SLO holds"),
          flag_option("--verify-all-cells", target.verify_all_cells,
                      "The same with all cells, instead of one with its share of the load"),
          integer_option("--threads", target.threads, {1, kMostThreads},
                         "Threads of the simulation; never changes a result; default: as many as "
                         "there are cores"),
          text_option("--scenario", "FILE", target.scenario,
                      "Write the plan as a scenario for uslkit simulate; - prints it instead of "
                      "the report")};
}

std::vector<Option> forecast_options(SizeOptions& target) {
  return {text_option("--until", "YYYY-MM", target.until,
                      "Forecast up to this month; default: twelve months ahead"),
          text_option("--growth", "RATE/month", target.growth,
                      "Growth of the load: 6%/month (compounded) or 10k/s/month (linear); default: "
                      "the request's"),
          text_option("--from", "YYYY-MM", target.from,
                      "Month of the request's load; default: its as_of, else the present month"),
          text_option("--plot-forecast", "FILE", target.plot_forecast,
                      "Draw the forecast: FILE.svg, FILE.png or FILE.pdf; - is SVG on stdout "
                      "instead of the report"),
          text_option("--pareto", "FILE", target.pareto,
                      "Draw cost against certainty, and cells against nodes: FILE.svg, FILE.png or "
                      "FILE.pdf; - is SVG on stdout instead of the report")};
}

std::vector<Option> answer_options(SizeOptions& target) {
  return {list_option("--explain", "QUANTITY", target.explain,
                      "Print what is behind one number (consumers, brokers, ..., or all): formula, "
                      "inputs, every bound, what would relax it"),
          list_option("--assert", "METRIC>=NUMBER", target.assertions,
                      "Exit with 99 unless this holds; operators > >= < <= == !="),
          flag_option("--expect", target.expect,
                      "Let the request's own expectations decide the exit code"),
          flag_option("--list-metrics", target.list_metrics,
                      "Print the names that --assert knows for this request"),
          flag_option("--markdown", target.markdown, "Print the report as Markdown")};
}

}  // namespace

std::vector<Option> size_option_list(SizeOptions& target) {
  std::vector<Option> all;
  for (const std::vector<Option>& group :
       {request_options(target), verification_options(target), forecast_options(target),
        answer_options(target), output_options(target.output)}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

void check_size_options(const SizeOptions& options) {
  check_stdout(options);
  check_stdin(options);
  check_plots(options);
}

nlohmann::ordered_json to_json(const SizeOptions& options) {
  nlohmann::ordered_json sets = nlohmann::ordered_json::array();
  for (std::string set : options.sets) {
    // What the command line called it: an absolute name is nobody else's.
    for (const auto& [absolute, file] : options.fits) {
      const std::size_t at = set.find("\"" + absolute + "\"");
      if (at != std::string::npos) set.replace(at + 1, absolute.size(), file);
    }
    sets.push_back(std::move(set));
  }
  return {{"set", std::move(sets)},   {"draws", options.draws},
          {"verify", options.verify}, {"verify_all_cells", options.verify_all_cells},
          {"until", options.until},   {"from", options.from},
          {"growth", options.growth}, {"explain", options.explain},
          {"expect", options.expect}};
}

}  // namespace uslkit
