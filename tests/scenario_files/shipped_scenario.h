// The scenario that this process is asked to run: --scenario=black_friday. Empty: none, and only
// the table of hashes is judged.
#pragma once

#include <string>

namespace uslkit {

[[nodiscard]] std::string& shipped_scenario();

}  // namespace uslkit
