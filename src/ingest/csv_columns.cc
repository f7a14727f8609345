#include "ingest/csv_columns.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/spelling.h"

namespace uslkit {
namespace {

// What a name says: its role, the factor to the base unit, and for rates the time unit.
struct Meaning {
  ColumnRole role = ColumnRole::kLabel;
  double scale = 1;
  std::string rate_unit = {};  // "/s", "/min", "/h" or empty
  std::string work = {};       // what is counted: "requests"
  bool weak = false;           // gives way to another column of the same role
  bool unit_known = true;
};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool strip_suffix(std::string_view& name, std::string_view suffix) {
  if (!name.ends_with(suffix) || name.size() == suffix.size()) return false;
  name.remove_suffix(suffix.size());
  return true;
}

bool strip_prefix(std::string_view& name, std::string_view prefix) {
  if (!name.starts_with(prefix) || name.size() == prefix.size()) return false;
  name.remove_prefix(prefix.size());
  return true;
}

// Seconds in the time unit at the end of a name, which is taken off; empty without one.
std::optional<double> strip_time_unit(std::string_view& name) {
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"_seconds", 1},  {"_secs", 1},      {"_sec", 1},      {"_s", 1},     {"_msec", 1e-3},
      {"_ms", 1e-3},    {"_millis", 1e-3}, {"_usec", 1e-6},  {"_us", 1e-6}, {"_micros", 1e-6},
      {"_nanos", 1e-9}, {"_ns", 1e-9},     {"_minutes", 60}, {"_min", 60}};
  for (const auto& [suffix, seconds] : kUnits) {
    if (strip_suffix(name, suffix)) return seconds;
  }
  return std::nullopt;
}

// "/s" of "requests_per_sec", which is taken off; empty without one.
std::string strip_rate_unit(std::string_view& name) {
  constexpr std::pair<std::string_view, std::string_view> kUnits[] = {
      {"_per_second", "/s"}, {"_per_sec", "/s"},  {"_per_s", "/s"}, {"_per_minute", "/min"},
      {"_per_min", "/min"},  {"_per_hour", "/h"}, {"_per_h", "/h"}};
  for (const auto& [suffix, unit] : kUnits) {
    if (strip_suffix(name, suffix)) return std::string(unit);
  }
  return "";
}

std::optional<Meaning> as_concurrency(std::string_view name) {
  for (const std::string_view prefix : {"num_", "n_", "number_of_", "no_of_", "nr_"}) {
    if (strip_prefix(name, prefix)) break;
  }
  strip_suffix(name, "_count");
  const bool strong = is_one_of(
      name, {"n",          "concurrency", "threads",     "thread",     "clients", "client",
             "users",      "user",        "nodes",       "node",       "vus",     "vu",
             "workers",    "worker",      "connections", "connection", "conns",   "processes",
             "procs",      "cpus",        "cpu",         "cores",      "core",    "processors",
             "partitions", "parallelism", "numjobs",     "sessions"});
  const bool weak =
      is_one_of(name, {"consumers", "producers", "shards", "replicas", "instances", "servers",
                       "pods", "jobs", "c", "p", "load", "active_sessions"});
  if (!strong && !weak) return std::nullopt;
  return Meaning{.role = ColumnRole::kConcurrency, .weak = weak};
}

std::optional<Meaning> as_rate(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kShort[] = {
      {"tps", "transactions"}, {"rps", "requests"},    {"qps", "queries"},
      {"ops", "operations"},   {"iops", "operations"}, {"tpm", "transactions"},
      {"tph", "transactions"}, {"fps", "frames"}};
  Meaning meaning{.role = ColumnRole::kThroughput, .work = "throughput"};
  meaning.rate_unit = strip_rate_unit(name);
  for (const std::string_view prefix : {"throughput_", "x_", "mean_", "avg_"}) {
    if (strip_prefix(name, prefix)) break;
  }
  for (const auto& [text, work] : kShort) {
    if (name != text) continue;
    meaning.work = work;
    if (meaning.rate_unit.empty()) {
      meaning.rate_unit = name == "tpm" ? "/min" : name == "tph" ? "/h" : "/s";
    }
    return meaning;
  }
  if (is_one_of(name, {"x", "throughput", "xput", "tput", "rate", "txn_rate"})) return meaning;
  const bool counted = is_one_of(
      name, {"requests", "request",  "req",   "reqs",       "transactions", "tx",    "txn",
             "txns",     "queries",  "query", "operations", "op",           "ops",   "events",
             "event",    "messages", "msgs",  "records",    "rows",         "calls", "commits",
             "jobs",     "scripts",  "hits",  "items",      "puts",         "gets",  "iterations"});
  if (!counted || meaning.rate_unit.empty()) return std::nullopt;
  meaning.work = name;
  return meaning;
}

std::optional<Meaning> as_throughput_sd(std::string_view name) {
  strip_rate_unit(name);
  const bool bare = is_one_of(
      name, {"sd", "stddev", "stdev", "std", "std_dev", "sigma", "s_d", "standard_deviation"});
  for (const std::string_view suffix : {"_sd", "_stddev", "_stdev", "_std"}) {
    std::string_view stem = name;
    if (strip_suffix(stem, suffix) && as_rate(stem))
      return Meaning{.role = ColumnRole::kThroughputSd};
  }
  for (const std::string_view prefix : {"sd_", "stddev_", "stdev_", "std_"}) {
    std::string_view stem = name;
    if (strip_prefix(stem, prefix) && as_rate(stem))
      return Meaning{.role = ColumnRole::kThroughputSd};
  }
  if (!bare) return std::nullopt;
  return Meaning{.role = ColumnRole::kThroughputSd};
}

std::optional<Meaning> as_target(std::string_view name) {
  if (!strip_prefix(name, "target_") && !strip_prefix(name, "offered_")) {
    if (name == "target" || name == "offered") return Meaning{.role = ColumnRole::kTarget};
    return std::nullopt;
  }
  const std::optional<Meaning> rate = as_rate(name);
  if (!rate && name != "load") return std::nullopt;
  return Meaning{.role = ColumnRole::kTarget, .rate_unit = rate ? rate->rate_unit : ""};
}

std::optional<Meaning> as_latency(std::string_view name) {
  const std::optional<double> unit = strip_time_unit(name);
  for (const std::string_view word : {"mean_", "avg_", "average_"}) strip_prefix(name, word);
  for (const std::string_view word : {"_mean", "_avg", "_average"}) strip_suffix(name, word);
  if (!is_one_of(name,
                 {"latency", "r", "rt", "response_time", "residence_time", "response", "lat"})) {
    return std::nullopt;
  }
  return Meaning{
      .role = ColumnRole::kLatency, .scale = unit.value_or(1), .unit_known = unit.has_value()};
}

std::optional<Meaning> as_errors(std::string_view name) {
  std::string_view stem = name;
  const bool rate = !strip_rate_unit(stem).empty();
  const bool percent = strip_suffix(stem, "_percent") || strip_suffix(stem, "_pct");
  const bool ratio = strip_suffix(stem, "_ratio") || strip_suffix(stem, "_rate") ||
                     strip_suffix(stem, "_fraction");
  for (const std::string_view suffix : {"_count", "_requests"}) strip_suffix(stem, suffix);
  if (!is_one_of(stem, {"error", "errors", "failure", "failures", "failed", "fail"}))
    return std::nullopt;
  if (rate) return Meaning{.role = ColumnRole::kErrorRate};
  if (percent) return Meaning{.role = ColumnRole::kErrorRatio, .scale = 0.01};
  if (ratio) return Meaning{.role = ColumnRole::kErrorRatio};
  return Meaning{.role = ColumnRole::kErrorCount};
}

std::optional<Meaning> as_duration(std::string_view name) {
  const std::optional<double> unit = strip_time_unit(name);
  if (name == "seconds") return Meaning{.role = ColumnRole::kDuration};
  if (!is_one_of(name, {"duration", "run_time", "runtime", "elapsed"})) return std::nullopt;
  return Meaning{.role = ColumnRole::kDuration, .scale = unit.value_or(1)};
}

std::optional<Meaning> as_label(std::string_view name) {
  if (!is_one_of(name, {"label", "series", "name", "test", "system"})) return std::nullopt;
  return Meaning{.role = ColumnRole::kLabel};
}

std::optional<Meaning> meaning_of(std::string_view name) {
  for (std::optional<Meaning> (*as)(std::string_view) :
       {as_concurrency, as_throughput_sd, as_target, as_errors, as_latency, as_rate, as_duration,
        as_label}) {
    if (const std::optional<Meaning> meaning = as(name)) return meaning;
  }
  return std::nullopt;
}

// "latency_p99_ms", "p95", "latency_max_us": known, but not the mean that Little's law speaks of.
bool is_percentile(std::string_view name) {
  strip_time_unit(name);
  strip_prefix(name, "latency_");
  strip_suffix(name, "_latency");
  if (is_one_of(name, {"median", "max", "min", "maximum", "minimum"})) return true;
  return name.size() > 1 && name.front() == 'p' && name.find_first_not_of("0123456789_") == 1 - 1 &&
         name.substr(1).find_first_not_of("0123456789_") == std::string_view::npos;
}

std::string_view role_name(ColumnRole role) {
  constexpr std::string_view kNames[kColumnRoles] = {
      "concurrency N", "throughput X", "latency R",   "standard deviation of X",
      "target rate",   "error ratio",  "error count", "error rate",
      "duration",      "label"};
  return kNames[static_cast<std::size_t>(role)];
}

void check_roles(const ColumnPlan& plan, const CsvTokenizer& header) {
  const int known = (plan[ColumnRole::kConcurrency] ? 1 : 0) +
                    (plan[ColumnRole::kThroughput] ? 1 : 0) + (plan[ColumnRole::kLatency] ? 1 : 0);
  if (known >= 2) return;
  std::string found = "the columns";
  for (std::size_t i = 0; i < std::min<std::size_t>(header.fields().size(), 8); ++i) {
    found += (i == 0 ? " " : ", ") + uslkit::quoted(trimmed(header.fields()[i]));
  }
  if (header.fields().size() > 8) found += fmt::format(" and {} more", header.fields().size() - 8);
  std::string hint = "name the columns, for example concurrency,throughput,latency_ms";
  for (const std::string& name : plan.ignored) {
    const std::optional<std::string> meant = did_you_mean(
        normalised_name(name), {"concurrency", "throughput", "latency", "threads", "clients"});
    if (meant)
      hint = fmt::format("did you mean \"{}\" instead of {}?", *meant, uslkit::quoted(name));
  }
  throw InputError({{.source = header.source_name(), .line = header.line()},
                    found,
                    "at least two of concurrency N, throughput X and latency R",
                    hint});
}

void assign(ColumnPlan& plan, const Meaning& meaning, std::size_t index, std::string_view name) {
  plan[meaning.role] = ColumnPlan::Column{index, meaning.scale, std::string(name)};
  if (meaning.role == ColumnRole::kThroughput) {
    plan.throughput_unit = meaning.rate_unit;
    plan.throughput_name = meaning.work;
  }
  if (meaning.role == ColumnRole::kLatency) plan.latency_unit_known = meaning.unit_known;
  if (meaning.role == ColumnRole::kConcurrency) {
    const std::string written = normalised_name(name);
    plan.concurrency_name =
        written == "n" || written == "c" || written == "p" ? "concurrency" : written;
  }
}

}  // namespace

ColumnPlan plan_columns(const CsvTokenizer& header) {
  ColumnPlan plan;
  plan.width = header.fields().size();
  std::array<bool, kColumnRoles> is_weak{};
  for (std::size_t i = 0; i < plan.width; ++i) {
    const std::string_view written = trimmed(header.fields()[i]);
    const std::string name = normalised_name(written);
    const std::optional<Meaning> meaning = meaning_of(name);
    if (!meaning) {
      if (!written.empty())
        (is_percentile(name) ? plan.percentiles : plan.ignored).emplace_back(written);
      continue;
    }
    const std::size_t role = static_cast<std::size_t>(meaning->role);
    const std::optional<ColumnPlan::Column>& taken = plan.columns[role];
    if (!taken) {
      assign(plan, *meaning, i, written);
      is_weak[role] = meaning->weak;
    } else if (meaning->weak && !is_weak[role]) {
      plan.ignored.emplace_back(written);
    } else if (is_weak[role] && !meaning->weak) {
      plan.ignored.push_back(taken->name);
      assign(plan, *meaning, i, written);
      is_weak[role] = false;
    } else {
      throw InputError(
          {header.place(i),
           fmt::format("{}, a second column for the {} beside {}", uslkit::quoted(written),
                       role_name(meaning->role), uslkit::quoted(taken->name)),
           fmt::format("one column for the {}", role_name(meaning->role)),
           "remove or rename the one that is not meant"});
    }
  }
  check_roles(plan, header);
  return plan;
}

ColumnPlan plan_without_header(const CsvTokenizer& first_row) {
  ColumnPlan plan;
  plan.width = first_row.fields().size();
  if (plan.width < 2 || plan.width > 3) {
    throw InputError({first_row.place(), fmt::format("{} columns without a header", plan.width),
                      "two columns (N, X) or three (N, X, R in seconds) where no header names them",
                      "add a header, for example concurrency,throughput,latency_ms"});
  }
  plan[ColumnRole::kConcurrency] = ColumnPlan::Column{0, 1, "N"};
  plan[ColumnRole::kThroughput] = ColumnPlan::Column{1, 1, "X"};
  if (plan.width == 3) {
    plan[ColumnRole::kLatency] = ColumnPlan::Column{2, 1, "R"};
    plan.latency_unit_known = false;
  }
  return plan;
}

std::string normalised_name(std::string_view name) {
  std::string result;
  const auto append_word = [&result](std::string_view word) {
    if (!result.empty() && result.back() != '_') result += '_';
    result += word;
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const unsigned char byte = static_cast<unsigned char>(name[i]);
    const bool upper = byte >= 'A' && byte <= 'Z';
    if (upper || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) {
      result += static_cast<char>(upper ? byte - 'A' + 'a' : byte);
    } else if (name.substr(i, 2) == "\xC2\xB5" || name.substr(i, 2) == "\xCE\xBC") {
      result += 'u';  // the micro sign, as U+00B5 or as the Greek letter
      ++i;
    } else if (byte == '%') {
      append_word("percent_");
    } else if (byte == '/') {
      append_word("per_");
    } else if (!result.empty() && result.back() != '_') {
      result += '_';
    }
  }
  while (!result.empty() && result.back() == '_') result.pop_back();
  while (result.starts_with('_')) result.erase(0, 1);
  return result;
}

}  // namespace uslkit
