// junit: the checks of a report as JUnit XML, which CI servers show per test.
#pragma once

#include <string>
#include <vector>

#include "page/checks.h"

namespace uslkit {

// One <testsuite> per suite, one <testcase> per check; what was found stands in a <failure> where
// it is broken, else in <system-out>. Well-formed XML 1.0 in UTF-8 whatever the names hold:
// characters that XML forbids become U+FFFD. Every line ends in '\n'.
[[nodiscard]] std::string junit_xml(const std::vector<Check>& checks);

}  // namespace uslkit
