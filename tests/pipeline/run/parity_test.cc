// Client retries and dead letters in the journal of calls, beside what run_pipeline_test.cc has.
#include <doctest/doctest.h>

#include "pipeline/host/run_pipeline.h"
#include "tests/pipeline/run/small_scenario.h"

namespace uslkit {
namespace {

constexpr const char* kLimit =
    R"(/ingress/admission=[{"kind":"token_bucket","rate":"400/s","burst":20}])";
constexpr const char* kRetries =
    R"(/traffic/classes/0/retry={"max_attempts":3,"base_backoff":"20ms",)"
    R"("budget":{"ratio":0.2,"floor":"5/s"}})";

JournalReplay::Policy part(const JournalReplay& replay, const std::string& name) {
  for (const JournalReplay::Policy& each : replay.policies) {
    if (each.name == name) return each;
  }
  return {};
}

CallJournal& record(const Scenario& scenario, CallJournal& journal) {
  RunPipelineOptions options;
  options.check_parity = false;
  options.pipeline.journal = &journal;
  static_cast<void>(run_pipeline(scenario, options));
  return journal;
}

TEST_CASE("retries and their budget answer again bit for bit; another backoff or ratio is seen") {
  CallJournal journal;
  const Scenario scenario = test::small_scenario({kLimit, kRetries});
  record(scenario, journal);
  const JournalReplay same = replay_journal(scenario, journal);
  CHECK(same.first_difference == "");
  CHECK(part(same, "retries").calls > 300);
  CHECK(same.same());
  const auto different = [&](const char* retries) {
    return part(replay_journal(test::small_scenario({kLimit, retries}), journal), "retries")
        .different;
  };
  CHECK(different(R"(/traffic/classes/0/retry={"max_attempts":3,"base_backoff":"21ms",)"
                  R"("budget":{"ratio":0.2,"floor":"5/s"}})") > 100);
  CHECK(different(R"(/traffic/classes/0/retry={"max_attempts":3,"base_backoff":"20ms",)"
                  R"("budget":{"ratio":0.1,"floor":"5/s"}})") > 0);
  const JournalReplay without = replay_journal(test::small_scenario({kLimit}), journal);
  CHECK(part(without, "retries").different > 100);
}

TEST_CASE("the end of an event's attempts answers again; other numbers of attempts are seen") {
  const std::string poison = "/traffic/classes/0/poison_share=0.003";
  const std::string restart = "/consumers/crash_restart=10ms";
  CallJournal journal;
  const Scenario scenario = test::small_scenario({poison, restart, "/consumers/max_attempts=2"});
  record(scenario, journal);
  const JournalReplay same = replay_journal(scenario, journal);
  CHECK(same.same());
  CHECK(part(same, "dead letters").calls >= 2);
  CHECK(part(same, "dead letters").different == 0);
  const JournalReplay other =
      replay_journal(test::small_scenario({poison, restart, "/consumers/max_attempts=3"}), journal);
  CHECK(part(other, "dead letters").different > 0);
}

}  // namespace
}  // namespace uslkit
