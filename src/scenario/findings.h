// Findings: what is wrong with a scenario, gathered while it is read and judged, thrown at once.
#pragma once

#include <string>
#include <vector>

#include "base/input_error.h"
#include "base/json_scanner.h"

namespace uslkit {

class SourcedJson;

class Findings {
 public:
  // The input must outlive the findings.
  explicit Findings(const SourcedJson& input) : input_(&input) {}

  struct Finding {
    std::string pointer;  // of the value
    std::string found;    // as in InputError
    std::string allowed;
    std::string hint = "";
    std::string contradicts = "";  // pointer of the other value, where two cannot both be right
    JsonPart part = JsonPart::kValue;
  };

  void add(const Finding& finding);
  void add(InputError::Parts parts);

  [[nodiscard]] bool empty() const { return errors_.empty(); }
  [[nodiscard]] std::size_t size() const { return errors_.size(); }

  // Whether the input itself says something at this pointer, rather than a default.
  [[nodiscard]] bool is_stated(const std::string& pointer) const;

  // Throws InputErrors, in the order of the files' lines, if anything was found.
  void throw_if_any() const;

 private:
  const SourcedJson* input_;
  std::vector<InputError::Parts> errors_;
};

}  // namespace uslkit
