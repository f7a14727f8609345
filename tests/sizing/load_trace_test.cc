#include "sizing/load_trace.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "base/input_error.h"

namespace uslkit {
namespace {

LoadTrace trace_of(const std::string& text) {
  return read_load_trace(ByteSource::from_text(text, "load.csv"));
}

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(trace_of(text));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

bool has_note(const LoadTrace& trace, const std::string& code, const std::string& text) {
  return std::any_of(trace.notes.begin(), trace.notes.end(),
                     [&](const Note& note) { return note.code == code && note.text == text; });
}

TEST_CASE("times count from the first sample; measured columns are optional") {
  const LoadTrace trace = trace_of(
      "# made up\n"
      "time_s,rate_per_s,lag_events,consumers\n"
      "100,10,5,2\n"
      "160,20,,3\n"
      "220,30,7,\n");
  REQUIRE(trace.samples.size() == 3);
  CHECK(trace.samples[0].time_s == 0);
  CHECK(trace.samples[1].time_s == 60);
  CHECK(trace.samples[1].rate_per_s == 20);
  CHECK(trace.samples[0].backlog_events == 5);
  CHECK_FALSE(trace.samples[1].backlog_events);
  CHECK(trace.samples[1].consumers == 3);
  CHECK(trace.samples[2].line == 5);
  CHECK(trace.typical_step_s == 60);
  CHECK(trace.begins == "100");
  CHECK(trace.source.rows == 3);
  CHECK(trace.notes.empty());
}

TEST_CASE("moments, Unix times, minutes and simulate's own series are understood") {
  const LoadTrace moments = trace_of(
      "Timestamp;RPS\n"
      "2026-11-27T08:00:00Z;10\n"
      "2026-11-27T08:01:30Z;20\n");
  CHECK(moments.samples[1].time_s == 90);
  const LoadTrace local = trace_of(
      "datetime,requests_per_min\n"
      "2026-11-27 08:00:00,600\n"
      "2026-11-27 08:01:00,1200\n");
  CHECK(local.samples[1].time_s == 60);
  CHECK(local.samples[1].rate_per_s == doctest::Approx(20));
  CHECK(has_note(local, "zone-assumed", "times without a zone: UTC"));
  const LoadTrace unix_times = trace_of("ts\trate\n1795766400000\t1\n1795766460000\t2\n");
  CHECK(unix_times.samples[1].time_s == doctest::Approx(60));
  CHECK(has_note(unix_times, "unix-milliseconds", "times taken as Unix milliseconds"));
  const LoadTrace series = trace_of("time_s,arrived_per_s,acked_per_s\n0,1,1\n1,3,1\n");
  CHECK(series.samples[1].rate_per_s == 3);
}

TEST_CASE("disorder is put right, and said") {
  const LoadTrace trace = trace_of(
      "time_s,rate_per_s\n"
      "\n"
      "20,3\n"
      "0,1\n"
      "10,\n"
      ",\n"
      "20,3\n"
      "30,4\n");
  REQUIRE(trace.samples.size() == 3);
  CHECK(trace.samples[0].rate_per_s == 1);
  CHECK(trace.samples[1].time_s == 20);
  CHECK(has_note(trace, "rows-without-value", "2 rows without a time or a rate left out"));
  CHECK(has_note(trace, "rows-sorted", "1 row out of order; sorted by time"));
  CHECK(has_note(trace, "rows-repeated", "1 row said the same twice; merged"));
}

TEST_CASE("a gap is bridged and told with its place") {
  std::string text = "time_s,rate_per_s\n";
  for (int i = 0; i < 20; ++i) {
    text += std::to_string(i < 10 ? 10 * i : 10 * i + 600) + ",5\n";
  }
  CHECK(has_note(trace_of(text), "gaps",
                 "1 gap bridged by a straight line; the longest, 610 s, ends at line 12"));
}

TEST_CASE("what cannot be used is refused with its place, in full") {
  CHECK(error_of("") ==
        "load.csv: error: found an empty file\n"
        "  allowed: a header with a time and a rate column, and rows");
  CHECK(error_of("time_s,rate_per_s\n") ==
        "load.csv: error: found a header without rows\n"
        "  allowed: at least two moments: a load over time");
  CHECK(error_of("time_s,rate_per_s\n0,5\n") ==
        "load.csv: error: found one row with a time and a rate\n"
        "  allowed: at least two moments: a load over time");
  CHECK(error_of("time_s,rat_per_s\n0,5\n") ==
        "load.csv:1: error: found no column for the arrival rate\n"
        "  allowed: rate_per_s, arrived_per_s, arrivals_per_s, events_per_s, requests_per_s, "
        "messages_per_s, load_per_s, rate_per_min, requests_per_min, events_per_min, rps or rate\n"
        "  hint: did you mean rate_per_s by \"rat_per_s\"?");
  CHECK(error_of("rate_per_s,when\n5,0\n") ==
        "load.csv:1: error: found no column for the time\n"
        "  allowed: time_s, time_ms, timestamp, timestamp_ms, time, ts, datetime or date");
  CHECK(error_of("time_s,rate_per_s\n0,5\n10,-1\n") ==
        "load.csv:3:4: error: found \"-1\"\n"
        "  allowed: a rate of at least 0");
  CHECK(error_of("time_s,rate_per_s\n0,5\nnoon,1\n") ==
        "load.csv:3:1: error: found \"noon\"\n"
        "  allowed: seconds, Unix time, or a moment such as 2026-11-27T08:00:00Z");
  CHECK(error_of("time_s,rate_per_s\n0,5\n10\n") ==
        "load.csv:3: error: found 1 field\n"
        "  allowed: 2 fields, as the header has\n"
        "  hint: the line may be cut off, or a delimiter may be missing");
  CHECK(error_of("time_s,rate_per_s\n0,5\n10,6\n10,7\n") ==
        "load.csv:4: error: found another value for a time that line 3 has already\n"
        "  allowed: one row per time\n"
        "  hint: a jump is two rows a moment apart\n"
        "  contradicts: load.csv:3");
}

}  // namespace
}  // namespace uslkit
