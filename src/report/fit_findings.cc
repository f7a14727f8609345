// Findings and alt texts of the plots: what each picture says, in words.
#include <cmath>

#include <fmt/format.h>

#include "report/fit_panels.h"
#include "report/human_number.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

// Where each worker's share has fallen to one half: the same N at which latency has doubled.
std::optional<double> half_efficiency_concurrency(const UslFit& fit) {
  const std::optional<double> n =
      usl_concurrency_at_latency(fit.parameters, 2 / fit.parameters.gamma);
  return n && std::isfinite(*n) && *n <= plotted_concurrency(fit) ? n : std::nullopt;
}

double latency_at(const UslFit& fit, double concurrency) {
  return fit.time_unit_s() * usl_latency(fit.parameters, concurrency);
}

// "7 runs with users from 1 to 216"
std::string data_clause(const UslFit& fit) {
  return fmt::format(
      "{} runs with {} from {} to {}", fit.rows.size(), cut_to_cells(fit.concurrency_name, 40),
      human_number(smallest_concurrency(fit)), human_number(largest_concurrency(fit)));
}

}  // namespace

std::string throughput_finding(const UslFit& fit) {
  if (fit.usability == Usability::wrong_model) {
    return "The USL does not describe these data";
  }
  const auto whole = [](double n) { return human_number(n >= 20 ? std::round(n) : n, 3); };
  const std::string top = throughput_text(fit, fit.peak_throughput.value);
  if (!fit.has_peak) {
    if (!std::isfinite(fit.throughput_limit)) return "No peak: throughput grows in step with N";
    return "No peak: throughput levels off below " + throughput_text(fit, fit.throughput_limit);
  }
  const std::optional<Interval> interval = fit.peak_concurrency.interval();
  const std::string n = whole(fit.peak_concurrency.value);
  const std::string beyond =
      fit.peak_concurrency.value > largest_concurrency(fit) ? ", beyond the data" : "";
  if (!interval) return fmt::format("Peak {} at N = {}{}", top, n, beyond);
  if (!std::isfinite(interval->upper)) {
    return fmt::format("Peak not shown by the data: N* {} (best guess {})", interval_text(interval),
                       n);
  }
  return fmt::format("Peak {} at N = {} [{}, {}]{}", top, n, whole(interval->lower),
                     whole(interval->upper), beyond);
}

std::string efficiency_finding(const UslFit& fit) {
  const double n = largest_concurrency(fit);
  const std::string share = percent_text(usl_efficiency(fit.parameters, n));
  const std::optional<double> half = half_efficiency_concurrency(fit);
  if (!half) return fmt::format("At N = {} each worker keeps {} of its throughput", n, share);
  return fmt::format("Half of each worker is lost at N = {}; {} is left at N = {}",
                     human_number(*half, 3), share, human_number(n));
}

std::string latency_finding(const UslFit& fit) {
  const std::string first = seconds_text(latency_at(fit, 1));
  const double n = largest_concurrency(fit);
  const std::string last =
      fmt::format("{} at N = {}", seconds_text(latency_at(fit, n)), human_number(n));
  const std::optional<double> twice = half_efficiency_concurrency(fit);
  if (!twice) return fmt::format("Latency {} at N = 1, {}", first, last);
  return fmt::format("Latency {} at N = 1, doubled at N = {}, {}", first, human_number(*twice, 3),
                     last);
}

std::string throughput_description(const UslFit& fit) {
  return fmt::format(
      "Throughput in {} against {}: {}, the fitted Universal Scalability Law with alpha = {}, "
      "beta = {}, gamma = {}, and bands at {}. {}.",
      throughput_label(fit, 40), cut_to_cells(fit.concurrency_name, 40), data_clause(fit),
      human_number(fit.parameters.alpha), human_number(fit.parameters.beta),
      human_number(fit.parameters.gamma), percent_text(fit.confidence_level),
      throughput_finding(fit));
}

std::string efficiency_description(const UslFit& fit) {
  return fmt::format("Efficiency, throughput over N times the throughput of one, of {}. {}.",
                     data_clause(fit), efficiency_finding(fit));
}

std::string latency_description(const UslFit& fit) {
  return fmt::format("Mean latency by Little's law, N over throughput, of {}. {}.",
                     data_clause(fit), latency_finding(fit));
}

}  // namespace uslkit
