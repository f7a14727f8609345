#include "audit/file_values.h"

#include <limits>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "fit/fit_usl.h"
#include "ingest/ingest.h"

namespace uslkit {
namespace {

std::string error_of(FileValues& files, const std::string& reference) {
  try {
    static_cast<void>(files.simulated(reference));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("a file's fit is the one that uslkit fit makes") {
  FileValues files("data");
  const UslFit fit = fit_usl(ingest({"data/cisco_mysql.csv"}, {}));
  CHECK(files.fit_alpha("cisco_mysql.csv") == fit.parameters.alpha);
  CHECK(files.fit_beta("cisco_mysql.csv") == fit.parameters.beta);
  CHECK(files.fit_gamma("cisco_mysql.csv") == fit.parameters.gamma);
  CHECK(files.fit_peak("cisco_mysql.csv") == fit.peak_concurrency.value);
  CHECK(files.sources().size() == 1);  // read once
}

TEST_CASE("rows are found by their N, with what was offered") {
  FileValues files("data/papers");
  CHECK(files.data_throughput("acm_table4.csv", 500) == 9'750'000);
  CHECK(files.data_target("acm_table4.csv", 500) == 10'000'000);
  CHECK_THROWS_AS(static_cast<void>(files.data_throughput("acm_table4.csv", 501)), InputError);
  CHECK_THROWS_AS(static_cast<void>(files.data_target("system_a.csv", 8)), InputError);
}

TEST_CASE("a fit without a peak has it at infinity") {
  FileValues files("data/papers");
  CHECK(files.fit_beta("acm_table4.csv") == 0);
  CHECK(files.fit_peak("acm_table4.csv") == std::numeric_limits<double>::infinity());
}

TEST_CASE("a scenario is simulated once, the same each time, and says that it is") {
  int told = 0;
  FileValues files("scenarios", {.on_work = [&](const std::string&, double) { ++told; }});
  const double p99 = files.simulated("mm1.json#/latency/ack/p99_ms");
  CHECK(p99 > 0);
  const int before = told;
  CHECK(before > 0);
  CHECK(files.simulated("mm1.json#/latency/ack/p99_ms") == p99);
  CHECK(told == before);
  FileValues again("scenarios");
  CHECK(again.simulated("mm1.json#/latency/ack/p99_ms") == p99);
}

TEST_CASE("what is no number of a run says so") {
  FileValues files("scenarios");
  CHECK(
      error_of(files, "mm1.json").starts_with("error: found \"mm1.json\"\n  allowed: a scenario"));
  CHECK(error_of(files, "mm1.json#/lag/max").starts_with("error: found the place \"/lag/max\""));
  CHECK(error_of(files, "mm1.json#nonsense").starts_with("error: found the place \"nonsense\""));
  CHECK(error_of(files, "mm1.json#/lag").starts_with("error: found object at \"/lag\""));
  CHECK(error_of(files, "mn1.json#/lag").starts_with("error: found scenarios/mn1.json: no such"));
}

}  // namespace
}  // namespace uslkit
