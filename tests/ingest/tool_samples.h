// tool_samples: the load-test samples of tests/data and the rows expected from them.
#pragma once

#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "base/number_text.h"
#include "ingest/reader.h"

namespace uslkit {

inline const std::string kSamples = "tests/data/load_test_formats/";

inline std::string sample_text(const std::string& name) {
  std::ifstream file(kSamples + name, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), "cannot open " << name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline const FormatReader& tool_format(std::string_view name) {
  for (const FormatReader& format : tool_output_formats()) {
    if (format.name == name) return format;
  }
  FAIL("no such format");
  return tool_output_formats().front();
}

inline bool recognises(const FormatReader& format, const std::string& text) {
  const std::string_view head = std::string_view(text).substr(0, ByteSource::kHeadBytes);
  return format.recognises(
      {.file_name = "sample", .head = without_bom(head), .whole = head.size() == text.size()});
}

// What a reader makes of a text called "run.txt".
inline Measurements read_text(std::string_view format, const std::string& text,
                              const IngestOptions& options = {}) {
  ByteSource source = ByteSource::from_text(text, "run.txt");
  return tool_format(format).read(std::span(&source, 1), options);
}

inline Measurements read_sample(std::string_view format, const std::string& name,
                                const IngestOptions& options = {}) {
  return read_text(format, sample_text(name), options);
}

inline std::string read_message(std::string_view format, const std::string& text) {
  try {
    static_cast<void>(read_text(format, text));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

// A row of EXPECTED.csv; empty where the oracle says nothing.
struct ExpectedRow {
  std::optional<double> concurrency;
  std::optional<double> throughput;
  std::optional<double> latency_s;
};

inline std::vector<ExpectedRow> expected_rows(const std::string& file) {
  std::istringstream lines(sample_text("EXPECTED.csv"));
  std::vector<ExpectedRow> rows;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(file + ",")) continue;
    std::istringstream fields(line.substr(file.size() + 1));
    std::string n, x, r;
    std::getline(fields, n, ',');
    std::getline(fields, x, ',');
    std::getline(fields, r, ',');
    rows.push_back({try_parse_number(n), try_parse_number(x), try_parse_number(r)});
  }
  REQUIRE_MESSAGE(!rows.empty(), "not in EXPECTED.csv: " << file);
  return rows;
}

// The oracle has six digits.
inline bool agrees(double actual, double expected) {
  return std::abs(actual - expected) <= 5e-6 * std::abs(expected);
}

inline bool has_note(const Measurements& measurements, std::string_view code) {
  for (const Note& note : measurements.notes) {
    if (note.code == code) return true;
  }
  return false;
}

inline std::string note_text(const Measurements& measurements, std::string_view code) {
  for (const Note& note : measurements.notes) {
    if (note.code == code) return note.text;
  }
  return "no such note";
}

// Every row of the sample as the oracle has it. N of 0 means "not in the file".
inline void check_expected(const Measurements& measurements, const std::string& file) {
  const std::vector<ExpectedRow> expected = expected_rows(file);
  REQUIRE(measurements.rows.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Measurement& row = measurements.rows[i];
    CAPTURE(i);
    CAPTURE(row.concurrency);
    CAPTURE(row.throughput);
    CHECK(agrees(row.concurrency, expected[i].concurrency.value_or(0)));
    CHECK(agrees(row.throughput, expected[i].throughput.value_or(0)));
    CHECK(row.latency_s.has_value() == expected[i].latency_s.has_value());
    if (expected[i].latency_s) CHECK(agrees(row.latency_s.value_or(0), *expected[i].latency_s));
    CHECK(row.line > 0);
  }
}

// The text with the first `from` replaced by `to`.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, "not in the text: " << from);
  return text.replace(at, from.size(), to);
}

}  // namespace uslkit
