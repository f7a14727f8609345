// input_text: a scenario or a request read whole, so that it can be read again with other settings:
// standard input too.
#pragma once

#include <string>
#include <vector>

#include "cli/option.h"
#include "cli/output.h"
#include "model/measurements.h"

namespace uslkit {

struct InputText {
  std::string text;
  MeasurementSource source;  // name, SHA-256, bytes
};

// What is wanted: "scenario" or "request", and by whom: "uslkit simulate".
struct InputKind {
  std::string name;
  std::string command;
};

// Throws UsageError unless exactly one file was named, or where that is standard input and a
// terminal.
[[nodiscard]] InputText open_one_input(const std::vector<std::string>& files, const InputKind& kind,
                                       const Talk& talk);
[[nodiscard]] InputText open_input(const std::string& file, const InputKind& kind,
                                   const Talk& talk);

// An option that is short for --set: the declarations of the fields check its value.
[[nodiscard]] Option setting_option(std::string names, std::string value_name, std::string pointer,
                                    std::vector<std::string>& sets, std::string help);

}  // namespace uslkit
