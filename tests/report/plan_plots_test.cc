#include "report/plan_plots.h"

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "report/render.h"
#include "tests/report/golden.h"
#include "tests/report/plot_shapes.h"
#include "tests/report/sample_plan.h"

namespace uslkit {
namespace {

TEST_CASE("the plots of a plan are the golden ones") {
  const SizingAnswer shop = shop_answer();
  check_golden("shop_pareto.svg", render(pareto_plot(shop.plan), "svg"));
  check_golden("shop_forecast.svg", render(forecast_plot(shop.plan, *shop.forecast), "svg"));
}

TEST_CASE("no words of a plan's plots lie above each other, and all lie within the canvas") {
  const SizingAnswer shop = shop_answer();
  for (const Plot& plot : {pareto_plot(shop.plan), pareto_plot(plain_answer().plan),
                           forecast_plot(shop.plan, *shop.forecast)}) {
    CAPTURE(plot.title);
    const std::vector<Box> texts = texts_of(plot);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CHECK(Box{0, 0, plot.width, plot.height}.contains(texts[i]));
      for (std::size_t j = 0; j < i; ++j) CHECK_FALSE(texts[i].overlaps(texts[j]));
    }
  }
}

TEST_CASE("the plan and the least-regret choice are named, each once") {
  const Plot plot = pareto_plot(shop_answer().plan);
  CHECK(count_of(plot, "chosen") == 2);  // in both panels
  CHECK(count_of(plot, "least-regret") == 1);
  CHECK(plot.title ==
        "Shop: 50,000 USD keep every promise in 93.1 % of worlds; regretted least: 51,000 USD");
}

TEST_CASE("without uncertainty only the cells are drawn, without a plan nothing") {
  const Plot plot = pareto_plot(plain_answer().plan);
  CHECK(count_of(plot, "chosen") == 1);
  CHECK(plot.title == "Plain: 4 nodes on 1 cell");
  CHECK_THROWS_AS(static_cast<void>(pareto_plot(infeasible_answer().plan)), InputError);
}

TEST_CASE("a crossing of the forecast is marked only where it lies ahead") {
  SizingAnswer shop = shop_answer();
  CHECK(count_of(forecast_plot(shop.plan, *shop.forecast), "crossing") == 2);
  shop.forecast->resources[0].capacity_per_s = 1e6;
  shop.forecast->resources[0].eighty_percent = shop.forecast->months.front().month;
  shop.forecast->resources[0].full = shop.forecast->months.front().month;
  const Plot plot = forecast_plot(shop.plan, *shop.forecast);
  CHECK(count_of(plot, "crossing") == 0);
  CHECK(plot.title == "Shop: consumers are above 80 % already");
  shop.forecast->months.resize(1);
  CHECK_THROWS_AS(static_cast<void>(forecast_plot(shop.plan, *shop.forecast)), InputError);
}

}  // namespace
}  // namespace uslkit
