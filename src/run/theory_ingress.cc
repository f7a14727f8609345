// Theory of the ingress: one queue per node, by the law of its service and its limit.
#include <cmath>

#include <fmt/format.h>

#include "model/erlang.h"
#include "model/md1_queue.h"
#include "model/multi_server_queue.h"
#include "model/single_server_queue.h"
#include "run/theory_row.h"

namespace uslkit {
namespace {

struct Node {
  double arrival_rate = 0;  // of one node
  LawMoments service;
  std::int64_t servers = 1;
  std::int64_t nodes = 1;
  bool poisson = false;
  bool exponential = false;
  bool constant = false;

  [[nodiscard]] double utilisation() const {
    return arrival_rate * service.mean_s / static_cast<double>(servers);
  }
};

Node node_of(const Scenario& scenario, const SteadyLoad& load) {
  const IngressSpec& ingress = scenario.ingress;
  Node node{.arrival_rate = load.per_cell / static_cast<double>(ingress.nodes),
            .service = moments_of(ingress.validation),
            .servers = *ingress.servers,
            .nodes = ingress.nodes,
            .poisson = load.poisson};
  node.exponential = std::holds_alternative<ExponentialLaw>(ingress.validation);
  node.constant = std::holds_alternative<ConstantLaw>(ingress.validation);
  return node;
}

const char* holds(bool condition) { return condition ? "holds here" : "does not hold here"; }

// What the balancer makes of a Poisson stream: one node sees it whole; in turn every n-th arrival
// comes to a node, which is smoother (Erlang gaps); the others look at queues.
std::string arrivals_text(const Scenario& scenario, const Node& node) {
  if (node.nodes == 1) {
    return fmt::format("Poisson arrivals at one node: {}", holds(node.poisson));
  }
  if (scenario.ingress.balancing == Balancing::round_robin) {
    return fmt::format("gaps of {} arrivals in turn at each of {} nodes: an approximation",
                       node.nodes, node.nodes);
  }
  return fmt::format(
      "Poisson arrivals at each of {} nodes; the balancer looks at their queues, so that waits are "
      "shorter: an upper bound",
      node.nodes);
}

double arrival_cv2(const Scenario& scenario, const Node& node) {
  const bool in_turn = node.nodes > 1 && scenario.ingress.balancing == Balancing::round_robin;
  return in_turn ? 1.0 / static_cast<double>(node.nodes) : 1.0;
}

// From the client's first send to its answer, but for the ingress; empty where it varies.
std::optional<double> constant_rest_s(const Scenario& scenario) {
  if (scenario.traffic.classes.size() != 1) return std::nullopt;
  const LawMoments append = moments_of(scenario.ingress.append);
  if (append.cv2 > 0) return std::nullopt;
  if (!scenario.log) return append.mean_s;
  const LogSpec& log = *scenario.log;
  if (log.bandwidth || log.throughput_limit || log.profile != LogProfile::custom) {
    return std::nullopt;
  }
  const Durability acks = scenario.traffic.classes.front().durability.value_or(log.acks);
  if (acks == Durability::none) return 0;
  const LawMoments replication = moments_of(log.replication_latency);
  if (acks == Durability::leader || log.replication == 1) return append.mean_s;
  if (replication.cv2 > 0) return std::nullopt;
  return append.mean_s + replication.mean_s;
}

// The interval of the ack's mean serves the ingress too where all the rest is constant.
RunEstimate simulated_time_ms(const Scenario& scenario, const RunResult& result,
                              const StationResult& station) {
  const std::string name = "stations.ingress.mean_time_ms";
  const RunEstimate own = estimate_or(result, name, station.mean_time_ms);
  if (own.low || !constant_rest_s(scenario)) return own;
  const double ack_ms = result.ack.mean_ns() / 1e6;
  return shifted(estimate_or(result, "latency.ack.mean_ms", ack_ms), ack_ms - own.value);
}

void add_utilisation(const Node& node, const RunResult& result, const StationResult& station,
                     TheoryRows& rows) {
  rows.push_back(theory_row(
      {.quantity = "ingress utilization",
       .formula = "rho = lambda S / c (utilisation law, Denning and Buzen 1978)",
       .assumption = fmt::format("nobody is refused, rho < 1: {}", holds(node.utilisation() < 1)),
       .theory = std::min(1.0, node.utilisation()),
       .holds = node.utilisation() < 1},
      estimate_or(result, "stations.ingress.utilization", station.utilization)));
}

struct MeanTime {
  std::string formula;
  std::string service;  // the assumption about the service law
  double seconds = 0;
  bool exact = true;
};

MeanTime mean_time(const Scenario& scenario, const Node& node) {
  const double cv2 = arrival_cv2(scenario, node);
  const double mean_s = node.service.mean_s;
  if (cv2 < 1 || (node.servers > 1 && !node.exponential)) {
    return {.formula = "G/G/c: W ~ W(M/M/c) (ca2 + cs2) / 2 (Allen 1990, 5.3)",
            .service = "independent services; an approximation",
            .seconds = GGmQueue{.arrival_rate = node.arrival_rate,
                                .service_time = mean_s,
                                .arrival_cv2 = cv2,
                                .service_cv2 = node.service.cv2,
                                .servers = node.servers}
                           .mean_latency(),
            .exact = false};
  }
  if (node.servers > 1) {
    return {.formula = "M/M/c: T = S + C(c, a) / (c mu - lambda) (Erlang 1917)",
            .service = "exponential service: holds here",
            .seconds = MMcQueue{.arrival_rate = node.arrival_rate,
                                .service_time = mean_s,
                                .servers = node.servers}
                           .mean_latency()};
  }
  const double seconds = MG1Queue{.arrival_rate = node.arrival_rate,
                                  .service_time = mean_s,
                                  .service_cv2 = node.service.cv2}
                             .mean_latency();
  if (node.exponential) {
    return {.formula = "M/M/1: T = S / (1 - rho) (Kleinrock 1975, 3.2)",
            .service = "exponential service: holds here",
            .seconds = seconds};
  }
  if (node.constant) {
    return {.formula = "M/D/1: T = S + rho S / (2 (1 - rho)) (Erlang 1909)",
            .service = "constant service: holds here",
            .seconds = seconds};
  }
  return {.formula =
              "M/G/1: T = S + rho S (1 + cv2) / (2 (1 - rho)) (Pollaczek 1930, Khinchine "
              "1932)",
          .service = "independent services: holds here",
          .seconds = seconds};
}

void add_mean_time(const Scenario& scenario, const RunResult& result, const Node& node,
                   const StationResult& station, TheoryRows& rows) {
  const MeanTime mean = mean_time(scenario, node);
  rows.push_back(
      theory_row({.quantity = "ingress mean time",
                  .formula = mean.formula,
                  .assumption = fmt::format("{}; {}", arrivals_text(scenario, node), mean.service),
                  .unit = "ms",
                  .theory = 1e3 * mean.seconds,
                  .holds = mean.exact && node.nodes == 1},
                 simulated_time_ms(scenario, result, station)));
}

// Quantiles have closed forms for one node with exponential or (one server) constant service.
void add_quantile(const Scenario& scenario, const RunResult& result, const Node& node,
                  double probability, const std::string& name, TheoryRows& rows) {
  const std::optional<double> rest = constant_rest_s(scenario);
  const bool known = node.exponential || (node.constant && node.servers == 1);
  if (node.nodes > 1 || !known || !rest || node.utilisation() >= 1) return;
  const double mean_s = node.service.mean_s;
  const double seconds =
      node.exponential
          ? MMcQueue{.arrival_rate = node.arrival_rate,
                     .service_time = mean_s,
                     .servers = node.servers}
                .latency_quantile(probability)
          : mean_s +
                MD1Queue{.arrival_rate = node.arrival_rate, .service_time = mean_s}.wait_quantile(
                    probability);
  const double simulated = static_cast<double>(result.ack.quantile(probability).count()) / 1e6;
  rows.push_back(theory_row(
      {.quantity = "ack " + name,
       .formula = node.exponential ? "M/M/c sojourn, a hypoexponential sum (Kleinrock 1975, 3.5)"
                                   : "M/D/1 wait by complementary sums (Franx 2001), plus service",
       .assumption = arrivals_text(scenario, node) + "; everything after the ingress is constant",
       .unit = "ms",
       .theory = 1e3 * (seconds + *rest)},
      estimate_or(result, fmt::format("latency.ack.{}_ms", name), simulated)));
}

// Losses at a bounded queue, of attempts.
void add_losses(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  const std::optional<SteadyLoad> load = offered_load(scenario);
  if (!load || scenario.ingress.nodes > 1 || result.totals.retried > 0) return;
  const Node node = node_of(scenario, *load);
  const std::int64_t limit = *scenario.ingress.queue_limit;
  if (limit > 0 && !node.exponential) return;
  if (limit + node.servers > 100'000) return;
  const double offered = node.arrival_rate * node.service.mean_s;
  const MMcKQueue queue{.arrival_rate = node.arrival_rate,
                        .service_time = node.service.mean_s,
                        .servers = node.servers,
                        .capacity = node.servers + limit};
  const double blocked =
      limit == 0 ? erlang_b(node.servers, offered) : solve(queue).blocking_probability;
  const std::size_t reason = static_cast<std::size_t>(RejectReason::queue_full);
  const double attempts = static_cast<double>(
      std::max<std::int64_t>(1, result.totals.arrived + result.totals.duplicates));
  rows.push_back(theory_row(
      {.quantity = "ingress refused share",
       .formula = limit == 0 ? "M/G/c/c: Erlang B, whatever the service law (Erlang 1917)"
                             : "M/M/c/K: birth-death chain (Kleinrock 1975, 3.6)",
       .assumption =
           fmt::format("Poisson arrivals that are lost when refused: {}", holds(node.poisson)),
       .theory = blocked,
       .holds = node.poisson},
      {.value = static_cast<double>(result.totals.rejected[reason]) / attempts}));
  if (limit == 0) return;
  const StationResult* station = find_station(result, "ingress");
  if (station == nullptr) return;
  rows.push_back(theory_row(
      {.quantity = "ingress mean time",
       .formula = "M/M/c/K: T = L / X (Kleinrock 1975, 3.6)",
       .assumption = fmt::format("Poisson arrivals, exponential service: {}", holds(node.poisson)),
       .unit = "ms",
       .theory = 1e3 * solve(queue).mean_latency,
       .holds = node.poisson},
      simulated_time_ms(scenario, result, *station)));
}

}  // namespace

void add_ingress_theory(const Scenario& scenario, const RunResult& result, TheoryRows& rows) {
  const IngressSpec& ingress = scenario.ingress;
  const StationResult* station = find_station(result, "ingress");
  if (!ingress.servers || station == nullptr) return;
  if (!(moments_of(ingress.validation).mean_s > 0)) return;
  if (ingress.queue_limit && ingress.admission.empty()) add_losses(scenario, result, rows);
  const std::optional<SteadyLoad> load = steady_load(scenario, result);
  if (!load) return;
  const Node node = node_of(scenario, *load);
  add_utilisation(node, result, *station, rows);
  if (!node.poisson || node.utilisation() >= 1 || ingress.queue_limit) return;
  add_mean_time(scenario, result, node, *station, rows);
  add_quantile(scenario, result, node, 0.5, "p50", rows);
  add_quantile(scenario, result, node, 0.99, "p99", rows);
}

}  // namespace uslkit
