// read_options: how measurements are read: the options that fit and ingest share.
#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/option.h"
#include "cli/output.h"
#include "ingest/ingest.h"

namespace uslkit {

struct ReadOptions {
  std::vector<std::string> files;  // empty: standard input
  bool list_formats = false;
  IngestOptions ingest;
};

// FILE..., --format, --list-formats, --n, --n-from-name, --work, --delimiter, --min-n, --unit,
// --drop-first, --max-rows.
[[nodiscard]] std::vector<Option> read_option_list(ReadOptions& target);

// What --list-formats prints.
[[nodiscard]] std::string format_list();

// Throws UsageError, naming the option, where IngestOptions::check() objects, and where standard
// input is a terminal although data are expected; `command` is "uslkit fit".
void check(const ReadOptions& options, const std::string& command);

// Reads all files, and says on stderr what was detected and noticed.
[[nodiscard]] Measurements read_measurements(const ReadOptions& options, const Talk& talk);

// Turns an InputError about an option into a UsageError: a wrong option is no wrong data.
template <typename Options>
void check_as_usage(const Options& options) {
  try {
    options.check();
  } catch (const InputError& error) {
    throw UsageError(error.parts());
  }
}

}  // namespace uslkit
