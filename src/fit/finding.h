// Finding: one sentence of a verdict, with a stable code where it is also a warning.
#pragma once

#include <string>
#include <vector>

namespace uslkit {

struct Finding {
  std::string code{};  // kebab-case; empty: the sentence warns of nothing
  std::string sentence{};
};

using Findings = std::vector<Finding>;

}  // namespace uslkit
