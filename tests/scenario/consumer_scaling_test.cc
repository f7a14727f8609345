#include "scenario/consumer_scaling.h"

#include <limits>

#include <doctest/doctest.h>

namespace uslkit {
namespace {

using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

TimePoint at(Duration time) { return TimePoint(time); }

ConsumersSpec spec_of(std::int64_t count, std::optional<AutoscalerSpec> autoscaler) {
  ConsumersSpec spec;
  spec.count = count;
  spec.workers_per_partition = 2;
  spec.autoscaler = std::move(autoscaler);
  return spec;
}

ScalingObservation seen(int consumers, double work_lag, double cpu = 0.5) {
  return {.consumers = consumers,
          .partitions = 24,
          .backlog_events = 1000 * work_lag,
          .arrival_per_second = 1000 * cpu * consumers,
          .service_per_second_per_consumer = 1000,
          .work_lag_seconds = work_lag,
          .cpu_utilization = cpu};
}

const LagAutoscalerSpec kLag{.trigger = seconds(20), .delay = minutes(4), .highest = 48};

}  // namespace

TEST_CASE("the lag rule's consumers work exactly the delay after its trigger") {
  ConsumerScaling scaling(spec_of(24, kLag), 24);
  CHECK(scaling.next_due() == TimePoint::max());
  for (int i = 1; i <= 10; ++i) scaling.update(at(seconds(i)), seen(24, 20));
  CHECK(scaling.take_events().empty());
  scaling.update(at(seconds(11)), seen(24, 20.5));
  const std::vector<ControlEvent> events = scaling.take_events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == "autoscaler");
  CHECK(events[0].text == "48 consumers instead of 24: lag above trigger, at work after 4min");
  CHECK(scaling.desired() == 48);
  CHECK(scaling.current() == 24);
  REQUIRE(scaling.next_due() == at(seconds(251)));
  CHECK(scaling.due(at(seconds(251) - nanoseconds(1))).empty());
  const std::vector<ScalingStep> steps = scaling.due(at(seconds(251)));
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].to == 48);
  CHECK(steps[0].full_stop == Duration{0});
  CHECK(scaling.current() == 48);
  CHECK(scaling.due(at(seconds(300))).empty());
  const std::vector<TraceResult> traces = scaling.traces();
  REQUIRE(traces.size() == 2);
  CHECK(traces[0].name == "autoscaler desired_consumers");
  CHECK(traces[0].time_s == std::vector<double>{0, 11});
  CHECK(traces[1].name == "autoscaler consumers");
  CHECK(traces[1].time_s.back() == doctest::Approx(251));
  CHECK(traces[1].value == std::vector<double>{24, 48});
}

TEST_CASE("while a decision of the lag rule is on its way there is no second one") {
  LagAutoscalerSpec eager = kLag;
  eager.cooldown = seconds(10);
  eager.highest = 48;
  ConsumerScaling scaling(spec_of(6, eager), 24);
  for (int i = 1; i <= 240; ++i) scaling.update(at(seconds(i)), seen(6, 100));
  CHECK(scaling.take_events().size() == 1);
  CHECK(scaling.due(at(seconds(241))).size() == 1);
  scaling.update(at(seconds(241)), seen(12, 100));
  CHECK(scaling.take_events().size() == 1);
  CHECK(scaling.desired() == 24);
}

TEST_CASE("consumers that start count as on their way: no rule asks for them twice") {
  const CpuAutoscalerSpec cpu{.target = 0.5,
                              .period = seconds(15),
                              .metric_window = seconds(1),
                              .delay = seconds(60),
                              .highest = 48};
  ConsumerScaling scaling(spec_of(10, cpu), 24);
  // Twice the target: 20 wanted. Those that start are idle to the rule: it stays at 20.
  for (int i = 0; i <= 60; i += 15) scaling.update(at(seconds(i)), seen(10, 0, 1));
  CHECK(scaling.desired() == 20);
  CHECK(scaling.take_events().size() == 1);
  CHECK(scaling.due(at(seconds(60))).front().to == 20);
}

TEST_CASE("fewer consumers is at once, and caps what is still on its way") {
  const KedaAutoscalerSpec keda{
      .lag_threshold = 1000, .polling = seconds(30), .delay = minutes(10), .highest = 48};
  ConsumerScaling scaling(spec_of(10, keda), 24);
  scaling.update(at(seconds(0)), seen(10, 20));
  scaling.update(at(seconds(30)), seen(10, 40));
  CHECK(scaling.desired() == 40);
  CHECK(scaling.next_due() == at(minutes(10)));
  // The stabilisation of five minutes holds 40, then 30 of them are still wanted.
  for (int i = 60; i <= 330; i += 30) scaling.update(at(seconds(i)), seen(10, 30));
  CHECK(scaling.desired() == 40);
  scaling.update(at(seconds(360)), seen(10, 30));
  CHECK(scaling.desired() == 30);
  REQUIRE(scaling.next_due() == at(minutes(10)));
  CHECK(scaling.due(at(minutes(10))).front().to == 20);
  CHECK(scaling.due(at(seconds(629))).empty());
  CHECK(scaling.due(at(seconds(630))).front().to == 30);
  for (int i = 660; i <= 960; i += 30) scaling.update(at(seconds(i)), seen(30, 5));
  CHECK(scaling.desired() == 5);
  CHECK(scaling.next_due() <= at(seconds(960)));
  CHECK(scaling.due(at(seconds(960))).front().to == 5);
}

TEST_CASE("the CPU rule sees the mean over its metric window") {
  const CpuAutoscalerSpec cpu{.target = 0.7,
                              .period = seconds(1),
                              .metric_window = seconds(100),
                              .delay = seconds(0),
                              .stabilization = seconds(0),
                              .highest = 48};
  ConsumerScaling scaling(spec_of(10, cpu), 24);
  for (int i = 0; i < 200; ++i) scaling.update(at(seconds(i)), seen(10, 0, 0.7));
  CHECK(scaling.take_events().empty());
  // From here on 0.97: the mean leaves the tolerance at 0.77, that is after 26 of 100 s.
  int decided = 0;
  for (int i = 200; decided == 0; ++i) {
    scaling.update(at(seconds(i)), seen(10, 0, 0.97));
    if (!scaling.take_events().empty()) decided = i;
  }
  CHECK(decided == 225);
}

TEST_CASE("Flink decides after a full window, stops the world, and begins its window anew") {
  const FlinkAutoscalerSpec flink{
      .catch_up = seconds(0), .restart = minutes(5), .metric_window = minutes(10), .highest = 48};
  ConsumerScaling scaling(spec_of(8, flink), 24);
  for (int i = 0; i < 600; ++i) scaling.update(at(seconds(i)), seen(8, 0, 1.5));
  CHECK(scaling.desired() == 8);
  scaling.update(at(seconds(600)), seen(8, 0, 1.5));
  // 12k/s at 70 % of 1k/s each are 17.1 consumers; the next divisor of 48 places is 24.
  CHECK(scaling.desired() == 24);
  const std::vector<ScalingStep> steps = scaling.due(at(seconds(600)));
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].to == 24);
  CHECK(steps[0].full_stop == minutes(5));
  (void)scaling.take_events();
  for (int i = 601; i < 1200; ++i) scaling.update(at(seconds(i)), seen(24, 0, 2));
  CHECK(scaling.take_events().empty());
  scaling.update(at(seconds(1200)), seen(24, 0, 2));
  CHECK(scaling.desired() == 48);
}

TEST_CASE("a rule that cannot help says so once") {
  const UslAutoscalerSpec usl{.alpha = 0.02,
                              .beta = 0.01,
                              .gamma = {1000},
                              .period = seconds(1),
                              .delay = seconds(0),
                              .highest = 48};
  ConsumerScaling scaling(spec_of(10, usl), 24);
  for (int i = 0; i < 10; ++i) scaling.update(at(seconds(i)), seen(10, 1000, 40));
  int split = 0;
  for (const ControlEvent& event : scaling.take_events()) {
    split += event.text == "no number of consumers will do: split into cells" ? 1 : 0;
  }
  CHECK(split == 1);
}

TEST_CASE("the runbook's order works after its delay and comes back at its end") {
  ConsumerScaling scaling(spec_of(24, std::nullopt), 24);
  CHECK(scaling.traces().empty());
  scaling.order(at(seconds(10)), 3, {.to = 48, .delay = seconds(90)});
  CHECK(scaling.next_due() == at(seconds(100)));
  CHECK(scaling.due(at(seconds(100))).front().to == 48);
  scaling.end_order(at(seconds(500)), 3);
  CHECK(scaling.due(at(seconds(500))).front().to == 24);
  CHECK(scaling.traces()[1].value == std::vector<double>{24, 48, 24});
  // An order that ends before it works never does.
  scaling.order(at(seconds(600)), 3, {.to = 48, .delay = seconds(90)});
  scaling.end_order(at(seconds(650)), 3);
  CHECK(scaling.next_due() == TimePoint::max());
}

TEST_CASE("a pre-warmed group is not scaled in by its autoscaler before the order ends") {
  const KedaAutoscalerSpec keda{.polling = seconds(30), .delay = seconds(0), .highest = 30};
  ConsumerScaling scaling(spec_of(10, keda), 24);
  scaling.order(at(seconds(0)), 0, {.to = 40, .delay = seconds(0)});
  CHECK(scaling.due(at(seconds(0))).front().to == 40);
  for (int i = 1; i < 2000; ++i) scaling.update(at(seconds(i)), seen(40, 0, 0.1));
  CHECK(scaling.current() == 40);
  CHECK(scaling.next_due() == TimePoint::max());
  scaling.end_order(at(seconds(2000)), 0);
  scaling.update(at(seconds(2000)), seen(40, 0, 0.1));
  CHECK(scaling.due(at(seconds(2000))).front().to == 1);
}

TEST_CASE("after an order the lag rule steps from the number that was ordered") {
  ConsumerScaling scaling(spec_of(12, kLag), 24);
  scaling.order(at(seconds(0)), 0, {.to = 24, .delay = seconds(0)});
  (void)scaling.due(at(seconds(0)));
  scaling.update(at(seconds(5)), seen(24, 30));
  CHECK(scaling.desired() == 48);
}

TEST_CASE("consumers that are dead at the first tick are not given up") {
  ConsumerScaling scaling(spec_of(24, kLag), 24);
  scaling.update(at(seconds(1)), seen(19, 0));
  CHECK(scaling.desired() == 24);
  CHECK(scaling.next_due() == TimePoint::max());
}

TEST_CASE("what could not be measured changes nothing") {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  for (const AutoscalerSpec& rule :
       std::vector<AutoscalerSpec>{kLag, CpuAutoscalerSpec{}, UslAutoscalerSpec{.gamma = {1000}},
                                   FlinkAutoscalerSpec{.metric_window = seconds(1)}}) {
    ConsumerScaling scaling(spec_of(10, rule), 24);
    for (int i = 0; i < 100; ++i) {
      scaling.update(at(seconds(i)), {.consumers = 10,
                                      .partitions = 24,
                                      .backlog_events = unknown,
                                      .arrival_per_second = unknown,
                                      .service_per_second_per_consumer = unknown,
                                      .work_lag_seconds = unknown,
                                      .age_lag_seconds = unknown,
                                      .cpu_utilization = unknown});
    }
    CHECK(scaling.desired() == 10);
  }
}

TEST_CASE("the most that may be wanted is the largest of count, autoscaler and orders") {
  const std::vector<RunbookAction> runbook{
      {.at = seconds(0), .action = ScaleConsumersAction{.to = 60}}};
  CHECK(ConsumerScaling::most_wanted(spec_of(5, std::nullopt), {}) == 5);
  CHECK(ConsumerScaling::most_wanted(spec_of(5, kLag), {}) == 48);
  CHECK(ConsumerScaling::most_wanted(spec_of(5, kLag), runbook) == 60);
}

}  // namespace uslkit
