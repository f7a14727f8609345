// A full disk under the whole pipeline: clients are told so, nothing half-done is left, and all is
// well again by itself. Failed syncs and a store without room: crash_campaign fault.
#include <map>
#include <vector>

#include <doctest/doctest.h>

#include "tests/pipeline/host/crash_check.h"
#include "tests/pipeline/host/crash_client.h"
#include "tests/pipeline/host/crash_pipeline.h"
#include "tests/pipeline/temporary_directory.h"

namespace uslkit::crash {
namespace {

// Clients that insist until everything is acknowledged.
std::vector<HistoryLine> serve_clients(const Scenario& scenario, const std::string& directory,
                                       std::uint64_t round) {
  std::vector<HistoryLine> history;
  Pipeline pipeline(scenario, crash_options(directory));
  pipeline.start();
  const ClientPlan plan{
      .port = pipeline.port(), .round = round, .requests = 200, .attempts = 5000, .pause_ms = 1};
  run_clients(plan, [&](const HistoryLine& line) { history.push_back(line); });
  const PipelineEnd end = pipeline.stop(std::chrono::seconds(30));
  CHECK(end.drained);
  return history;
}

TEST_CASE("a full disk is answered with 507, leaves nothing in part, and passes") {
  const test::TemporaryDirectory directory;
  Scenario scenario = crash_scenario();
  Fault fault;
  fault.at = std::chrono::milliseconds(30);
  fault.length = std::chrono::milliseconds(300);
  fault.fault = DiskFullFault{};
  scenario.faults = {fault};
  const std::vector<HistoryLine> history = serve_clients(scenario, directory.path(), 1);

  std::map<std::int64_t, int> refused;
  std::int64_t sent_first = 0;
  std::int64_t acknowledged = 0;
  std::map<EventName, int> requests;
  for (const HistoryLine& line : history) {
    if (line.what == Happened::refused) ++refused[line.status_or_offset];
    if (line.what == Happened::acknowledged) acknowledged += line.count;
    const bool is_new =
        line.what == Happened::sent && ++requests[{line.round, line.connection, line.first}] == 1;
    if (is_new) sent_first += line.count;
  }
  CHECK(refused[507] > 0);
  CHECK(refused.size() == 1);  // nothing but 507
  CHECK(acknowledged == sent_first);

  const Judgement judgement = judge(history, find_all(directory.path()));
  INFO(text_of(judgement));
  CHECK(judgement.wrong.empty());
  CHECK(judgement.acknowledged == acknowledged);
  CHECK(judgement.applied == acknowledged);
}

TEST_CASE("the checker sees a lost, a doubled, a disordered and a damaged event") {
  const test::TemporaryDirectory directory;
  const std::vector<HistoryLine> history = serve_clients(crash_scenario(), directory.path(), 7);
  const std::vector<FoundPartition> found = find_all(directory.path());
  REQUIRE(judge(history, found).wrong.empty());
  std::size_t p = 0;
  while (found[p].applied.size() < 3) ++p;

  std::vector<FoundPartition> lost = found;
  lost[p].applied.pop_back();
  CHECK(judge(history, lost).lost == 1);

  std::vector<FoundPartition> doubled = found;
  doubled[p].applied.push_back(doubled[p].applied.front());
  CHECK(judge(history, doubled).twice == 1);

  std::vector<FoundPartition> disordered = found;
  std::size_t other = 1;
  while (disordered[p].applied[other].key != disordered[p].applied[0].key) ++other;
  std::swap(disordered[p].applied[0], disordered[p].applied[other]);
  CHECK(judge(history, disordered).out_of_order > 0);

  std::vector<FoundPartition> damaged = found;
  ++damaged[p].applied[0].value;
  CHECK(!judge(history, damaged).wrong.empty());

  std::vector<FoundPartition> behind = found;
  --behind[p].offset;
  CHECK(!judge(history, behind).wrong.empty());

  std::vector<HistoryLine> never_sent = history;
  std::erase_if(never_sent, [](const HistoryLine& line) { return line.what == Happened::sent; });
  CHECK(!judge(never_sent, found).wrong.empty());
}

}  // namespace
}  // namespace uslkit::crash
