#include "pipeline/host/runnable.h"

#include <doctest/doctest.h>

#include "base/input_errors.h"
#include "tests/pipeline/run/small_scenario.h"

namespace uslkit {
namespace {

using test::small_scenario;

std::string objections(const std::vector<std::string>& sets) {
  try {
    check_runnable(small_scenario(sets), "s.json");
  } catch (const InputErrors& errors) {
    return errors.what();
  }
  return "";
}

TEST_CASE("what no pipeline on one machine can do is refused, all of it at once, with a remedy") {
  CHECK(objections({}) == "");
  const std::string all = objections({"/cells/count=4", "/log/capacity=100", "/log/on_full=block",
                                      R"(/faults=[{"kind":"cell_loss","at":"1s","cell":0}])"});
  CHECK(all.find("/cells/count") != std::string::npos);
  CHECK(all.find("/log/on_full") != std::string::npos);
  CHECK(all.find("/faults/0") != std::string::npos);
  CHECK(all.find("hint") != std::string::npos);
}

TEST_CASE("what reality decides is said") {
  CHECK(runnable_notes(small_scenario()).empty());
  CHECK(runnable_notes(small_scenario({"/ingress/append=3ms", "/log/replication=3"})).size() == 2);
}

}  // namespace
}  // namespace uslkit
