#include "policy/verdict.h"

#include <set>
#include <string>

#include <doctest/doctest.h>

namespace uslkit {

TEST_CASE("every reason of a rejection has a name of its own") {
  std::set<std::string> names;
  for (int i = 0; i < kRejectReasonCount; ++i) {
    names.insert(std::string(name_of(static_cast<RejectReason>(i))));
  }
  CHECK(names.size() == kRejectReasonCount);
  CHECK(names.count("rate_limit") == 1);
}

}  // namespace uslkit
