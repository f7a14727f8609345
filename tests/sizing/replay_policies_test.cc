#include "sizing/replay_policies.h"

#include <doctest/doctest.h>

#include "base/input_error.h"

namespace uslkit {
namespace {

const UslParameters kCapacity{.alpha = 0.02, .beta = 0.001, .gamma = 25000};

template <class Spec>
Spec spec_of(const std::string& name, const std::vector<std::string>& settings) {
  const std::vector<NamedPolicy> policies = replay_policies({name}, settings, kCapacity);
  REQUIRE(policies.size() == 1);
  CHECK(policies[0].name == name);
  return std::get<Spec>(policies[0].spec);
}

std::string error_of(const std::vector<std::string>& settings) {
  try {
    static_cast<void>(replay_policies({"lag"}, settings, kCapacity));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("the usl policy knows the capacity unless told otherwise, bit for bit") {
  const UslAutoscalerSpec known = spec_of<UslAutoscalerSpec>("usl", {});
  CHECK(known.alpha == 0.02);
  CHECK(known.beta == 0.001);
  CHECK(known.gamma.per_second == 25000);
  CHECK(spec_of<UslAutoscalerSpec>("usl", {"usl/gamma=1k/s"}).gamma.per_second == 1000);
}

TEST_CASE("a setting is that of one policy, or of all that have the field") {
  CHECK(spec_of<LagAutoscalerSpec>("lag", {"lag/trigger=15s"}).trigger == std::chrono::seconds(15));
  CHECK(spec_of<LagAutoscalerSpec>("lag", {"/lag/growth=0.5"}).growth == 0.5);
  CHECK(spec_of<LagAutoscalerSpec>("lag", {"lag/scale_in_after=5min"}).scale_in_after ==
        std::chrono::minutes(5));
  const std::vector<std::string> all{"all/delay=60s", "all/metric_window=30s"};
  CHECK(spec_of<LagAutoscalerSpec>("lag", all).delay == std::chrono::seconds(60));
  CHECK(spec_of<CpuAutoscalerSpec>("cpu", all).delay == std::chrono::seconds(60));
  CHECK(spec_of<CpuAutoscalerSpec>("cpu", all).metric_window == std::chrono::seconds(30));
  CHECK(spec_of<KedaAutoscalerSpec>("keda", all).delay == std::chrono::seconds(60));
}

TEST_CASE("what no declaration knows or allows is refused in full") {
  CHECK(error_of({"lag/triger=15s"}) ==
        "--set /lag/triger: error: found \"/lag/triger\", which no declaration knows\n"
        "  allowed: /lag/ with note, lag, trigger, growth, delay, cooldown, scale_in_after, lowest "
        "or highest\n"
        "  hint: did you mean /lag/trigger?");
  CHECK(error_of({"lagg/trigger=15s"}).find("did you mean /lag?") != std::string::npos);
  CHECK(error_of({"lag/trigger=15"}).find("--set /lag/trigger: error: found") == 0);
  CHECK(error_of({"lag/lowest=9", "lag/highest=3"}) ==
        "--set: error: found lag/lowest=9 above lag/highest=3\n"
        "  allowed: lowest <= highest");
  CHECK(error_of({"lag"}).find("/json/pointer=value") != std::string::npos);
}

}  // namespace
}  // namespace uslkit
