#include "fit/rivals.h"

#include <doctest/doctest.h>

#include "golden_rows.h"
#include "model/rival_models.h"

namespace uslkit {
namespace {

struct GoldenComparison {
  const char* name;
  double linear_gamma, linear_rss, amdahl_alpha, amdahl_gamma, amdahl_rss;
  double aicc_linear, aicc_amdahl, aicc_usl, f, p;
};

// Table M of the golden sets: additive errors, computed with SciPy and an extended-precision
// solver.
const std::vector<GoldenComparison> kTableM = {
    {"specsdm91", 12.01598, 4156849, 0.07364816, 146.2106, 131265.4, 100.061, 82.8735, 85.9204,
     15.125, 0.0177},
    {"raytracer", 6.573409, 49862.17, 0.05777078, 21.84884, 697.2378, 98.1103, 55.0701, 56.2932,
     3.5242, 0.0973},
    {"raytracer_first6", 11.86379, 4383.655, 0.07388943, 24.70599, 109.34, 47.5633, 35.4162,
     51.1198, 29.503, 0.0122},
    {"cisco_mysql", 494.1423, 1.284757e+08, 0.06436696, 1199.496, 3147527, 490.99, 374.742, 341.428,
     60.152, 1.49e-08},
    {"cisco_mysql_first10", 822.7391, 460979.5, 0.02285774, 950.128, 11078.94, 113.1, 80.1022,
     85.1206, 0.72194, 0.424},
    {"oracledb", 1.970087, 729.6451, 0.5568172, 3.387918, 210.4795, 258.357, -187.15, -193.736,
     8.6625, 0.00346},
    {"sysbench_cpu", 19.01366, 5.075706e+09, 0.4472373, 12738.86, 6.437877e+07, 224.948, 180.835,
     185.225, 0.64127, 0.446},
};

TEST_CASE("the comparison of models agrees with table M of the golden sets") {
  for (const GoldenComparison& golden : kTableM) {
    CAPTURE(golden.name);
    const FitProblem problem = make_fit_problem(golden_rows(golden.name), ErrorModel::additive);
    const std::vector<RivalModel> models = compare_models(problem);
    const RivalModel& linear = model_named(models, "linear");
    const RivalModel& amdahl = model_named(models, "amdahl");
    const RivalModel& usl = model_named(models, "usl");
    CHECK(near(linear.parameters[0], golden.linear_gamma, 1e-6));
    CHECK(near(linear.rss, golden.linear_rss, 1e-6));
    CHECK(near(amdahl.parameters[0], golden.amdahl_alpha, 1e-6));
    CHECK(near(amdahl.parameters[1], golden.amdahl_gamma, 1e-6));
    CHECK(near(amdahl.rss, golden.amdahl_rss, 1e-6));
    REQUIRE(linear.aicc.has_value());
    CHECK(near(*linear.aicc, golden.aicc_linear, 1e-5));
    CHECK(near(*amdahl.aicc, golden.aicc_amdahl, 1e-5));
    CHECK(near(*usl.aicc, golden.aicc_usl, 1e-5));
    CHECK(near(*amdahl.f_statistic, golden.f, 1e-4));
    CHECK(near(*amdahl.f_p_value, golden.p, 5e-3));
  }
}

TEST_CASE("the logarithmic law reaches the published sum of squares on specsdm91") {
  const FitProblem problem = make_fit_problem(golden_rows("specsdm91"), ErrorModel::additive);
  const std::vector<RivalModel> models = compare_models(problem);
  CHECK(model_named(models, "log-usl").rss == doctest::Approx(8781).epsilon(1e-4));
  CHECK(near(model_named(models, "usl").rss, 27453.7196, 1e-8));
}

TEST_CASE("every law finds itself in exact data") {
  Measurements rows;
  for (const double n : {1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0}) {
    Measurement row;
    row.concurrency = n;
    row.throughput = gustafson_throughput(0.3, 50, n);
    rows.rows.push_back(row);
  }
  for (const ErrorModel error_model : {ErrorModel::relative, ErrorModel::additive}) {
    CAPTURE(name_of(error_model));
    std::vector<RivalModel> models = compare_models(make_fit_problem(rows, error_model));
    CHECK(near(model_named(models, "gustafson").parameters[0], 0.3, 1e-10));
    CHECK(near(model_named(models, "gustafson").parameters[1], 50, 1e-10));

    Measurements knee = rows;
    for (Measurement& row : knee.rows) {
      row.throughput = knee_throughput(40, 400, row.concurrency);
    }
    models = compare_models(make_fit_problem(knee, error_model));
    CHECK(near(model_named(models, "knee").parameters[0], 40, 1e-12));
    CHECK(near(model_named(models, "knee").parameters[1], 400, 1e-12));

    Measurements logarithmic = rows;
    for (Measurement& row : logarithmic.rows) {
      row.throughput = log_usl_throughput({0.02, 0.05, 70}, row.concurrency);
    }
    models = compare_models(make_fit_problem(logarithmic, error_model));
    CHECK(near(model_named(models, "log-usl").parameters[0], 0.02, 1e-8));
    CHECK(near(model_named(models, "log-usl").parameters[1], 0.05, 1e-8));
    CHECK(near(model_named(models, "log-usl").parameters[2], 70, 1e-9));
  }
}

TEST_CASE("no knee on a grid of slopes and ceilings is better than the one found") {
  for (const char* name : {"specsdm91", "sysbench_cpu", "cisco_mysql"}) {
    CAPTURE(name);
    for (const ErrorModel error_model : {ErrorModel::relative, ErrorModel::additive}) {
      const FitProblem problem = make_fit_problem(golden_rows(name), error_model);
      const RivalModel knee = model_named(compare_models(problem), "knee");
      for (int i = -20; i <= 20; ++i) {
        for (int j = -20; j <= 20; ++j) {
          const double gamma = knee.parameters[0] * std::exp(0.05 * i);
          const double saturation = knee.parameters[1] * std::exp(0.02 * j);
          double rss = 0;
          for (std::size_t row = 0; row < problem.size(); ++row) {
            const double fitted = knee_throughput(gamma, saturation, problem.concurrency[row]);
            const double residual =
                problem.response[row] - (problem.log_scale ? std::log(fitted) : fitted);
            rss += residual * residual;
          }
          REQUIRE(rss >= knee.rss * (1 - 1e-12));
        }
      }
    }
  }
}

TEST_CASE("exact linear data do not prefer a richer law by rounding noise") {
  const FitProblem problem = make_fit_problem(golden_rows("schwartz_linear"), ErrorModel::relative);
  const std::vector<RivalModel> models = compare_models(problem);
  CHECK(*model_named(models, "linear").f_p_value == 1);
  CHECK(model_named(models, "linear").aic < model_named(models, "usl").aic);
}

TEST_CASE("AICc is refused where n - k - 1 < 1 and says how many rows it needs") {
  Measurements rows = golden_rows("specsdm91");
  rows.rows.resize(5);
  const std::vector<RivalModel> models =
      compare_models(make_fit_problem(rows, ErrorModel::relative));
  CHECK_FALSE(model_named(models, "usl").aicc.has_value());
  CHECK(model_named(models, "usl").remark.find("AICc refused: needs 6 rows or more") !=
        std::string::npos);
  CHECK(model_named(models, "amdahl").aicc.has_value());
}

TEST_CASE("R squared is 1 minus the unexplained share on the throughput scale") {
  const FitProblem problem = make_fit_problem(golden_rows("raytracer"), ErrorModel::additive);
  const RivalModel amdahl = model_named(compare_models(problem), "amdahl");
  double mean = 0;
  for (const double x : problem.throughput) mean += x / static_cast<double>(problem.size());
  double total = 0;
  for (const double x : problem.throughput) total += (x - mean) * (x - mean);
  CHECK(near(amdahl.r_squared, 1 - amdahl.rss / total, 1e-12));
}

}  // namespace
}  // namespace uslkit
