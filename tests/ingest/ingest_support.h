// ingest_support: texts through the front door, and the message of a refusal.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ingest/ingest.h"
#include "tests/ingest/tool_samples.h"

namespace uslkit {

inline Measurements ingest_text(std::string text, const IngestOptions& options = {},
                                std::string name = "data.csv") {
  return ingest_bytes(ByteSource::from_text(std::move(text), std::move(name)), options);
}

inline Measurements ingest_sample(const std::string& name, const IngestOptions& options = {}) {
  return ingest({kSamples + name}, options);
}

inline std::string ingest_message(std::string text, const IngestOptions& options = {},
                                  std::string name = "data.csv") {
  try {
    static_cast<void>(ingest_text(std::move(text), options, std::move(name)));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

inline std::vector<double> concurrencies(const Measurements& measurements) {
  std::vector<double> result;
  for (const Measurement& row : measurements.rows) result.push_back(row.concurrency);
  return result;
}

inline std::vector<double> throughputs(const Measurements& measurements) {
  std::vector<double> result;
  for (const Measurement& row : measurements.rows) result.push_back(row.throughput);
  return result;
}

}  // namespace uslkit
