#include "ingest/prometheus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>

#include "base/number_text.h"
#include "ingest/tool_json.h"
#include "ingest/tool_text.h"

namespace uslkit {
namespace {

enum Role : std::size_t { kThroughput, kConcurrency, kLatency, kRoleCount };

// One answer: the usable steps, by time in milliseconds (Prometheus' own resolution).
struct Answer {
  std::map<std::int64_t, double> values;
  std::int64_t unusable_steps = 0;
  std::size_t series_count = 0;
  std::int64_t line = 0;
  std::int32_t source = 0;
};

struct Series {
  std::map<std::int64_t, double> samples;  // finite ones
  std::set<std::int64_t> broken;           // NaN, +Inf, -Inf
};

[[noreturn]] void throw_error_answer(const JsonValue& root) {
  const std::optional<JsonValue> message = root.find("error");
  const std::optional<JsonValue> type = root.find("errorType");
  root.at("status").fail(fmt::format("an error answer of Prometheus: {} ({})",
                                     message ? uslkit::quoted(message->string()) : "no message",
                                     type ? type->string() : "no type"),
                         "an answer with \"status\": \"success\"",
                         "mend the query and save its answer again");
}

Series read_series(const JsonValue& node) {
  Series series;
  for (const JsonValue& sample : node.array_at("values")) {
    const double time_s = sample.element(0).number();
    if (!(time_s >= 0 && time_s < 1e11)) {
      sample.element(0).fail(sample.element(0).description(), "seconds since 1970");
    }
    const std::int64_t time = std::llround(time_s * 1e3);
    const std::string& text = sample.element(1).string();
    const std::optional<double> value = try_parse_number(text);
    if (value && std::abs(*value) <= 1e18) {
      series.samples[time] = *value;
    } else if (text == "NaN" || text == "+Inf" || text == "-Inf") {
      series.broken.insert(time);
    } else {
      sample.element(1).fail(sample.element(1).description(),
                             "a number, NaN, +Inf or -Inf, as a string");
    }
  }
  return series;
}

// A gap inside the life of a series is a lost sample; outside, the instance did not exist.
bool is_usable(const Series& series, std::int64_t time) {
  if (series.broken.contains(time)) return false;
  if (series.samples.empty() || series.samples.contains(time)) return true;
  return time < series.samples.begin()->first || time > series.samples.rbegin()->first;
}

Answer combine(const std::vector<Series>& all, Role role) {
  Answer answer{.values = {}, .series_count = all.size()};
  std::set<std::int64_t> times;
  for (const Series& series : all) {
    for (const auto& [time, value] : series.samples) times.insert(time);
    times.insert(series.broken.begin(), series.broken.end());
  }
  for (const std::int64_t time : times) {
    double sum = 0;
    double present = 0;
    bool usable = true;
    for (const Series& series : all) {
      usable = usable && is_usable(series, time);
      const std::map<std::int64_t, double>::const_iterator sample = series.samples.find(time);
      if (sample == series.samples.end()) continue;
      sum += sample->second;
      ++present;
    }
    if (usable && present > 0) {
      answer.values[time] = role == kLatency ? sum / present : sum;
    } else {
      ++answer.unusable_steps;
    }
  }
  return answer;
}

Answer read_answer(ByteSource& file, Role role, Measurements& result) {
  const std::vector<JsonDocument> documents = read_json_documents(file, "Prometheus");
  const JsonValue root = documents.front().root();
  if (documents.size() > 1) {
    documents[1].root().fail("a second answer in one file", "one answer per file");
  }
  if (root.string_at("status") != "success") throw_error_answer(root);
  const JsonValue data = root.object_at("data");
  if (data.string_at("resultType") != "matrix") {
    data.at("resultType")
        .fail(data.at("resultType").description(), "\"matrix\"",
              "ask /api/v1/query_range with start, end and step");
  }
  constexpr std::size_t kMaxSeries = 10'000;
  const std::vector<JsonValue> nodes = data.array_at("result");
  if (nodes.empty())
    data.at("result").fail("no series", "at least one series", "the query matched nothing");
  if (nodes.size() > kMaxSeries) {
    data.at("result").fail(fmt::format("{} series", nodes.size()), "at most 10000", "use sum(...)");
  }
  std::vector<Series> all;
  for (const JsonValue& node : nodes) all.push_back(read_series(node));
  Answer answer = combine(all, role);
  answer.line = data.at("result").place().line;
  if (const std::optional<JsonValue> warnings = root.find("warnings")) {
    for (const JsonValue& warning : warnings->elements()) {
      add_note(result, "prometheus-warning",
               "Prometheus warned: " + uslkit::quoted(warning.string()));
    }
  }
  return answer;
}

// "n=active.json" plays N. A path such as "dir/x=1.json" has no prefix.
std::optional<Role> role_of(std::string_view name) {
  if (name.size() < 2 || name[1] != '=') return std::nullopt;
  switch (name[0]) {
    case 'x':
    case 'X':
      return kThroughput;
    case 'n':
    case 'N':
      return kConcurrency;
    case 'r':
    case 'R':
      return kLatency;
    default:
      return std::nullopt;
  }
}

using Answers = std::array<std::optional<Answer>, kRoleCount>;

Answers read_answers(std::span<ByteSource> files, Measurements& result) {
  Answers answers;
  const bool named = std::any_of(files.begin(), files.end(), [](const ByteSource& file) {
    return role_of(file.name()).has_value();
  });
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::optional<Role> role =
        named ? role_of(files[i].name()) : std::optional(static_cast<Role>(i));
    const bool known = role && *role < kRoleCount;
    if (!known || answers[*role]) {
      throw InputError(
          {.place = {.source = files[i].name()},
           .found = known ? "a second answer for the same quantity" : "an answer without a role",
           .allowed = "X, then N, then R, or x=FILE n=FILE r=FILE"});
    }
    answers[*role] = read_answer(files[i], *role, result);
    answers[*role]->source = static_cast<std::int32_t>(i);
  }
  if (!answers[kThroughput]) {
    throw InputError(
        {.place = {.source = files.front().name()},
         .found = "no answer for X",
         .allowed = "x=FILE with the throughput, such as sum(rate(http_requests_total[1m]))"});
  }
  return answers;
}

void note_combination(const Answers& answers, Measurements& result) {
  constexpr std::array<std::string_view, kRoleCount> kNames = {"X", "N", "R"};
  for (std::size_t role = 0; role < kRoleCount; ++role) {
    if (!answers[role]) continue;
    if (answers[role]->series_count > 1) {
      add_note(result, "series-combined",
               fmt::format("{}: {} series were {}", kNames[role], answers[role]->series_count,
                           role == kLatency ? "averaged, unweighted" : "added up"));
    }
    if (answers[role]->unusable_steps > 0) {
      add_note(result, "unusable-steps",
               fmt::format("{}: {} steps left out (NaN, infinite or missing values)", kNames[role],
                           answers[role]->unusable_steps));
    }
  }
}

Measurement mean_row(const Answer& throughput) {
  Measurement row;
  for (const auto& [time, value] : throughput.values) row.throughput += value;
  row.throughput /= static_cast<double>(throughput.values.size());
  row.duration_s =
      static_cast<double>(throughput.values.rbegin()->first - throughput.values.begin()->first) *
      1e-3;
  row.line = throughput.line;
  row.source = throughput.source;
  return row;
}

std::optional<double> value_at(const Answer& answer, std::int64_t time) {
  const std::map<std::int64_t, double>::const_iterator found = answer.values.find(time);
  return found == answer.values.end() ? std::nullopt : std::optional(found->second);
}

// Steps at which every given quantity is known, X is not negative and N and R are positive.
void add_joined_rows(const Answers& answers, Measurements& result) {
  std::int64_t unmatched = 0;
  std::int64_t idle = 0;
  for (const auto& [time, throughput] : answers[kThroughput]->values) {
    Measurement row;
    row.throughput = throughput;
    row.line = answers[kThroughput]->line;
    row.source = answers[kThroughput]->source;
    bool matched = true;
    bool busy = throughput > 0;
    if (answers[kConcurrency]) {
      const std::optional<double> value = value_at(*answers[kConcurrency], time);
      matched = value.has_value();
      busy = busy && value.value_or(0) > 0;
      row.concurrency = value.value_or(0);
    }
    if (answers[kLatency]) {
      row.latency_s = value_at(*answers[kLatency], time);
      matched = matched && row.latency_s;
      busy = busy && row.latency_s.value_or(0) > 0;
    }
    unmatched += matched ? 0 : 1;
    idle += matched && !busy ? 1 : 0;
    if (matched && busy) result.rows.push_back(row);
  }
  if (unmatched > 0) {
    add_note(result, "unmatched-steps",
             fmt::format("{} steps of X have no partner in the other answers", unmatched));
  }
  if (idle > 0) add_note(result, "idle-steps", fmt::format("{} steps without load left out", idle));
}

}  // namespace

bool is_prometheus(const Sniff& sniff) {
  return begins_with_object(sniff.head) && contains(sniff.head, "\"status\"") &&
         (contains(sniff.head, "\"resultType\"") || contains(sniff.head, "\"errorType\""));
}

Measurements read_prometheus(std::span<ByteSource> files, const IngestOptions&) {
  Measurements result;
  const Answers answers = read_answers(files, result);
  const bool alone = !answers[kConcurrency] && !answers[kLatency];
  note_combination(answers, result);
  if (!alone) {
    add_joined_rows(answers, result);
  } else if (!answers[kThroughput]->values.empty()) {
    result.rows.push_back(mean_row(*answers[kThroughput]));
    add_note(result, "mean-of-steps",
             "X alone: one row with its mean; give n=FILE or r=FILE for one row per step");
  }
  if (result.rows.empty()) {
    throw InputError({.place = {.source = files.front().name()},
                      .found = "no step at which all quantities are known and positive",
                      .allowed = "answers that share their timestamps",
                      .hint = "ask all queries with the same start, end and step"});
  }
  return result;
}

}  // namespace uslkit
