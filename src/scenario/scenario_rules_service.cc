#include <string>
#include <variant>

#include <fmt/format.h>

#include "scenario/scenario_rules.h"

namespace uslkit {
namespace {

bool is_zero(const ServiceLaw& law) {
  const ConstantLaw* constant = std::get_if<ConstantLaw>(&law);
  return constant != nullptr && constant->mean.count() == 0;
}

bool is_zero(const BatchLaw& law) { return law.t0.count() == 0 && law.t1.count() == 0; }

// `why` says what zero would mean there.
void work_takes_time(bool zero, const std::string& pointer, const char* allowed, const char* why,
                     Findings& findings) {
  if (!zero) return;
  findings.add(
      {.pointer = pointer, .found = "a service time of zero", .allowed = allowed, .hint = why});
}

void check_consumers(const ConsumersSpec& consumers, Findings& findings) {
  work_takes_time(is_zero(consumers.batch), "/consumers/batch", "\"t0\" or \"t1\" above 0s",
                  "consumers that take no time have no capacity, and lags no meaning", findings);
}

void check_database(const DatabaseSpec& database, Findings& findings) {
  if (database.mode == WriteMode::per_batch) {
    work_takes_time(is_zero(database.batch) && !database.write_limit, "/database/batch",
                    "\"t0\" or \"t1\" above 0s, or a \"write_limit\"",
                    "leave the database out if it does not matter", findings);
  } else {
    work_takes_time(is_zero(database.service) && !database.write_limit, "/database/service",
                    "a mean above 0s, or a \"write_limit\"",
                    "leave the database out if it does not matter", findings);
  }
}

void check_coordination(const CoordinationSpec& coordination, Findings& findings) {
  work_takes_time(is_zero(coordination.local_work) && is_zero(coordination.serial), "/coordination",
                  "\"local_work\" or \"serial\" above 0s",
                  "workers that take no time have no throughput", findings);
}

}  // namespace

void check_service(const Scenario& scenario, Findings& findings) {
  if (scenario.ingress.servers) {
    work_takes_time(is_zero(scenario.ingress.validation), "/ingress/validation",
                    "a mean above 0s beside \"servers\"",
                    "leave \"servers\" out for an ingress without a queue", findings);
  }
  if (scenario.consumers) check_consumers(*scenario.consumers, findings);
  const bool is_synchronous = scenario.architecture == Architecture::synchronous;
  if (scenario.database && !is_synchronous) check_database(*scenario.database, findings);
  if (scenario.synchronous) {
    work_takes_time(is_zero(scenario.synchronous->work), "/synchronous/work", "a mean above 0s",
                    "only its shape counts, but zero has none", findings);
  }
  if (scenario.coordination) check_coordination(*scenario.coordination, findings);
}

}  // namespace uslkit
