// Whole runs over a real server, Kafka or Redis alike.
#include <doctest/doctest.h>

#include "tests/pipeline/services/run_on_server.h"

namespace uslkit {
namespace {

using test::run_on_server;

// Where the server was asked for its ends under the consumers' lock, acknowledgements came after
// the clients' 2 s on a busy machine, and all requests counted as late.
TEST_CASE("a run on a server's log is healthy: in time, nothing lost, nothing twice") {
  const PipelineRun run =
      run_on_server({R"(/traffic/classes/0/client_timeout="2s")", "/duration=6s", "/warm_up=2s"});
  for (const std::string& violation : run.result.conservation.violations) MESSAGE(violation);
  MESSAGE("ack p50 ", run.result.ack.quantile(0.5).count() / 1000, " us, p99 ",
          run.result.ack.quantile(0.99).count() / 1000, " us; end to end p99 ",
          run.result.end_to_end.quantile(0.99).count() / 1000, " us");
  CHECK(run.result.conservation.holds);
  CHECK(run.delivery.missing() == 0);
  CHECK(run.delivery.undelivered == 0);
  CHECK(run.delivery.acknowledged == run.delivery.applied);
  CHECK(run.result.totals.acked > run.result.totals.arrived * 99 / 100);
  CHECK(run.result.end_to_end.quantile(0.5) < std::chrono::milliseconds(500));
}

TEST_CASE("a backlog on a server drains when consumers begin, and its age is measured") {
  test::PrivateService& service = test::shared_service();
  RunPipelineOptions options;
  options.pipeline.log_url = service.url() + "/" + service.new_name();
  options.fill_events = 400;
  const PipelineRun run = run_pipeline(test::small_scenario({"/duration=4s"}), options);
  CHECK(run.delivery.missing() == 0);
  CHECK(run.delivery.undelivered == 0);
  CHECK(run.result.lag.max_backlog_events >= 300);
  CHECK(run.result.lag.max_age_lag_s > 0.2);
}

}  // namespace
}  // namespace uslkit
