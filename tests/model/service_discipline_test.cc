#include "model/service_discipline.h"

#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "model/single_server_queue.h"
#include "relative_error.h"

namespace uslkit {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

const std::vector<ServiceClass> kMixed = {
    {.arrival_rate = 0.2, .service_time = 1.0, .service_cv2 = 1.0},
    {.arrival_rate = 0.1, .service_time = 2.0, .service_cv2 = 0.0},
    {.arrival_rate = 0.05, .service_time = 6.0, .service_cv2 = 2.5},
};

TEST_CASE("one class alone is the plain queue under every discipline") {
  const std::vector<ServiceClass> one = {
      {.arrival_rate = 0.7, .service_time = 1.0, .service_cv2 = 4.0}};
  const MG1Queue plain{.arrival_rate = 0.7, .service_time = 1.0, .service_cv2 = 4.0};
  CHECK(relative_error(non_preemptive_priority_waits(one)[0], plain.mean_wait()) < 1e-14);
  CHECK(relative_error(preemptive_resume_latencies(one)[0], plain.mean_latency()) < 1e-14);
  const MM1Queue exponential{.arrival_rate = 0.7, .service_time = 1.0};
  CHECK(relative_error(processor_sharing_latencies(one)[0], exponential.mean_latency()) < 1e-14);
}

TEST_CASE("Kleinrock's conservation law: priorities redistribute the work that waits") {
  // sum of rho_k W_k = rho W0 / (1 - rho), whatever the order of the classes.
  const std::vector<ServiceClass> reversed(kMixed.rbegin(), kMixed.rend());
  for (const std::vector<ServiceClass>& classes : {kMixed, reversed}) {
    const std::vector<double> waits = non_preemptive_priority_waits(classes);
    double conserved = 0.0;
    double load = 0.0;
    double residual = 0.0;
    for (std::size_t k = 0; k < classes.size(); ++k) {
      const double own = classes[k].arrival_rate * classes[k].service_time;
      conserved += own * waits[k];
      load += own;
      residual += 0.5 * own * classes[k].service_time * (1.0 + classes[k].service_cv2);
    }
    CHECK(relative_error(conserved, load * residual / (1.0 - load)) < 1e-13);
  }
}

TEST_CASE("Cobham's waits of two classes, worked by hand") {
  // rho 0.4 and 0.4, W0 = (0.4 x 2 + 0.2 x 2 x 2 x 2) / 2 = 1.2 with exponential service 1 and 2.
  const std::vector<double> waits = non_preemptive_priority_waits(
      {{.arrival_rate = 0.4, .service_time = 1.0}, {.arrival_rate = 0.2, .service_time = 2.0}});
  CHECK(relative_error(waits[0], 1.2 / 0.6) < 1e-14);
  CHECK(relative_error(waits[1], 1.2 / (0.6 * 0.2)) < 1e-14);
}

TEST_CASE("with preemption a class does not notice those below it") {
  const std::vector<double> both = preemptive_resume_latencies(kMixed);
  const std::vector<double> alone = preemptive_resume_latencies({kMixed[0]});
  CHECK(both[0] == alone[0]);
  const MM1Queue top{.arrival_rate = 0.2, .service_time = 1.0};
  CHECK(relative_error(both[0], top.mean_latency()) < 1e-14);
}

TEST_CASE("preempting exponential classes of one mean keep M/M/1's total number inside") {
  const std::vector<double> latencies =
      preemptive_resume_latencies({{.arrival_rate = 0.3, .service_time = 1.0},
                                   {.arrival_rate = 0.25, .service_time = 1.0},
                                   {.arrival_rate = 0.2, .service_time = 1.0}});
  const double inside = 0.3 * latencies[0] + 0.25 * latencies[1] + 0.2 * latencies[2];
  const MM1Queue merged{.arrival_rate = 0.75, .service_time = 1.0};
  CHECK(relative_error(inside, merged.mean_number_in_system()) < 1e-13);
}

TEST_CASE("processor sharing slows every class by the same factor") {
  const std::vector<double> latencies = processor_sharing_latencies(kMixed);
  for (std::size_t k = 0; k < kMixed.size(); ++k) {
    CHECK(relative_error(latencies[k] / kMixed[k].service_time, 1.0 / (1.0 - 0.7)) < 1e-13);
  }
}

TEST_CASE("overload starves the lowest class only") {
  const std::vector<ServiceClass> overloaded = {{.arrival_rate = 0.5, .service_time = 1.0},
                                                {.arrival_rate = 0.9, .service_time = 1.0}};
  const std::vector<double> waits = non_preemptive_priority_waits(overloaded);
  // The server never rests: every arrival of the top class finds a mean rest of 1 to wait for.
  CHECK(relative_error(waits[0], 1.0 / 0.5) < 1e-14);
  CHECK(waits[1] == kInfinity);
  const std::vector<double> latencies = preemptive_resume_latencies(overloaded);
  CHECK(relative_error(latencies[0], 2.0) < 1e-14);
  CHECK(latencies[1] == kInfinity);
  CHECK(processor_sharing_latencies(overloaded)[0] == kInfinity);
}

TEST_CASE("below a starved class nothing is negative or NaN") {
  const std::vector<ServiceClass> classes = {{.arrival_rate = 1.0, .service_time = 1.0},
                                             {.arrival_rate = 0.2, .service_time = 1.0},
                                             {.arrival_rate = 0.0, .service_time = 1.0}};
  for (const double wait : non_preemptive_priority_waits(classes)) CHECK(wait == kInfinity);
  for (const double latency : preemptive_resume_latencies(classes)) CHECK(latency == kInfinity);
}

TEST_CASE("no class, no result; an idle class only serves") {
  CHECK(non_preemptive_priority_waits({}).empty());
  CHECK(non_preemptive_priority_waits({{.arrival_rate = 0.0, .service_time = 3.0}})[0] == 0.0);
  CHECK(preemptive_resume_latencies({{.arrival_rate = 0.0, .service_time = 3.0}})[0] == 3.0);
}

}  // namespace
}  // namespace uslkit
