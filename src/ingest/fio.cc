#include "ingest/fio.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/number_text.h"
#include "ingest/tool_json.h"

namespace uslkit {
namespace {

// Engines that wait for each operation: iodepth has no effect on them (fio's manual, "iodepth").
constexpr std::array<std::string_view, 7> kSynchronousEngines = {
    "sync", "psync", "vsync", "pvsync", "pvsync2", "mmap", "falloc"};

// Options are strings, and stand with the job or with what all jobs share.
std::optional<JsonValue> option_of(const JsonValue& report, const JsonValue& job,
                                   std::string_view name) {
  for (const auto& [holder, key] :
       {std::pair(job, "job options"), std::pair(report, "global options")}) {
    const std::optional<JsonValue> options = holder.find(key);
    if (!options) continue;
    if (const std::optional<JsonValue> value = options->find(name)) return value;
  }
  return std::nullopt;
}

double count_option(const JsonValue& report, const JsonValue& job, std::string_view name) {
  const std::optional<JsonValue> option = option_of(report, job, name);
  if (!option) return 1;
  const double value =
      option->is_string() ? parse_number(option->string(), option->place()) : option->number();
  if (value < 1) option->fail(option->description(), "at least 1");
  return value;
}

double depth_of(const JsonValue& report, const JsonValue& job) {
  const std::optional<JsonValue> engine = option_of(report, job, "ioengine");
  const std::string name = engine ? engine->string() : "psync";
  const bool synchronous = std::find(kSynchronousEngines.begin(), kSynchronousEngines.end(),
                                     name) != kSynchronousEngines.end();
  return synchronous ? 1 : count_option(report, job, "iodepth");
}

// Jobs of one group ran at the same time: their rates and their concurrency add up.
struct Group {
  double concurrency = 0;
  double operations_per_s = 0;
  double operations = 0;
  double total_latency_ns = 0;  // mean times operations
  double runtime_ms = 0;
  std::int64_t line = 0;
};

void add_job(const JsonValue& job, Group& group) {
  for (const char* direction : {"read", "write", "trim"}) {
    const std::optional<JsonValue> io = job.find(direction);
    if (!io) continue;
    const double operations = non_negative_at(*io, "total_ios");
    group.operations_per_s += non_negative_at(*io, "iops");
    group.operations += operations;
    // Total latency (submission + completion); the name was "lat", in us, before fio 3.
    if (operations > 0)
      group.total_latency_ns += operations * non_negative_at(io->at("lat_ns"), "mean");
    group.runtime_ms = std::max(group.runtime_ms, optional_number_at(*io, "runtime").value_or(0));
  }
}

Measurement row_of(const Group& group) {
  Measurement row;
  row.concurrency = group.concurrency;
  row.throughput = group.operations_per_s;
  if (group.operations > 0) row.latency_s = group.total_latency_ns / group.operations * 1e-9;
  if (group.runtime_ms > 0) row.duration_s = group.runtime_ms * 1e-3;
  row.line = group.line;
  return row;
}

void note_errors(const JsonValue& job, Measurements& result) {
  const std::optional<JsonValue> error = job.find("error");
  if (!error || error->integer() == 0) return;
  add_note(result, "job-error",
           "fio job " + uslkit::quoted(job.string_at("jobname")) + " ended with error " +
               error->description());
}

// With group_reporting the clones of a job (numjobs) are one entry, without it one entry each.
void read_report(const JsonValue& report, Measurements& result) {
  const std::vector<JsonValue> jobs = report.array_at("jobs");
  if (jobs.empty()) report.at("jobs").fail("no jobs", "at least one job");
  std::map<std::pair<std::int64_t, std::string>, double> entries;
  for (const JsonValue& job : jobs)
    ++entries[{job.integer_at("groupid"), job.string_at("jobname")}];
  std::map<std::int64_t, Group> groups;
  for (const JsonValue& job : jobs) {
    const std::int64_t id = job.integer_at("groupid");
    Group& group = groups[id];
    const bool cloned = entries[{id, job.string_at("jobname")}] > 1;
    const double clones = cloned ? 1 : count_option(report, job, "numjobs");
    group.concurrency += clones * depth_of(report, job);
    if (group.line == 0) group.line = job.at("jobname").place().line;
    add_job(job, group);
    note_errors(job, result);
  }
  for (const auto& [id, group] : groups) result.rows.push_back(row_of(group));
}

}  // namespace

bool is_fio(const Sniff& sniff) {
  return sniff.head.find("\"fio version\"") != std::string_view::npos;
}

Measurements read_fio(std::span<ByteSource> files, const IngestOptions&) {
  Measurements result;
  result.concurrency_name = "jobs x depth";
  result.throughput_name = "I/O operations";
  for (const JsonDocument& document : read_json_documents(files.front(), "fio")) {
    read_report(document.root(), result);
  }
  return result;
}

}  // namespace uslkit
