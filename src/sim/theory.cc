#include "sim/theory.h"

namespace uslkit {

std::vector<TheoryRow> theory_rows(const Scenario&, const RunResult&) { return {}; }

}  // namespace uslkit
