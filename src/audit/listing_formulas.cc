// Formulas that execute published listings as printed, and what they promise.
#include "audit/formula_registry.h"
#include "audit/printed_listings.h"

namespace uslkit {
namespace {

using Arguments = std::span<const double>;

constexpr const char* kExecuted = "executed; audit/printed_listings.h";

std::int64_t whole(double value) { return static_cast<std::int64_t>(value); }

Formula printed_bucket() {
  return {.name = "printed_bucket_admits",
          .arguments = {count("capacity", 1, 1e9), count("calls", 1, 1e6)},
          .gives = "admitted at a call a second by a bucket refilled with (last refill - now)",
          .source = kExecuted,
          .call = [](Arguments a) {
            return static_cast<double>(
                admitted_by_printed_bucket({.capacity = a[0], .calls = whole(a[1])}));
          }};
}

Formula right_bucket() {
  return {.name = "token_bucket_admits",
          .arguments = {count("capacity", 1, 1e9),
                        count("calls", 1, 1e6),
                        {.name = "rate", .lowest = 0, .highest = 1e9}},
          .gives = "admitted at a call a second by a bucket that fills at a rate",
          .source = "policy/token_bucket.h",
          .call = [](Arguments a) {
            return static_cast<double>(
                admitted_by_token_bucket({.capacity = a[0], .calls = whole(a[1])}, a[2]));
          }};
}

std::vector<FormulaArgument> gain_arguments() {
  return {{.name = "kp", .lowest = -1e6, .highest = 1e6},
          {.name = "ki", .lowest = -1e6, .highest = 1e6},
          {.name = "kd", .lowest = -1e6, .highest = 1e6}};
}

Formula printed_pid() {
  return {.name = "printed_pid_error",
          .arguments = gain_arguments(),
          .gives = "late distance from the set point when whole P, I, D terms are added each step",
          .source = kExecuted,
          .call = [](Arguments a) {
            return printed_limiter_error({.kp = a[0], .ki = a[1], .kd = a[2]});
          }};
}

Formula velocity_pid() {
  return {.name = "velocity_pid_error",
          .arguments = gain_arguments(),
          .gives = "the same when the changes of the terms are added",
          .source = "Astrom and Murray (2008); policy/pid_controller.h",
          .call = [](Arguments a) {
            return velocity_limiter_error({.kp = a[0], .ki = a[1], .kd = a[2]});
          }};
}

std::vector<FormulaArgument> bloom_arguments() {
  return {count("events", 1, 1e6),
          {.name = "false_positive_share", .lowest = 1e-6, .highest = 0.5}};
}

Formula printed_bloom() {
  return {
      .name = "printed_bloom_loses",
      .arguments = bloom_arguments(),
      .gives = "share of new events that are dropped when a Bloom hit decides alone",
      .source = kExecuted,
      .call = [](Arguments a) {
        return lost_by_printed_bloom_check({.events = whole(a[0]), .false_positive_share = a[1]});
      }};
}

Formula checked_bloom() {
  return {.name = "checked_bloom_loses",
          .arguments = bloom_arguments(),
          .gives = "the same with a look-up behind every hit",
          .source = "policy/idempotency.h",
          .call = [](Arguments a) {
            return lost_by_checked_bloom({.events = whole(a[0]), .false_positive_share = a[1]});
          }};
}

std::vector<FormulaArgument> offset_arguments() {
  return {count("written_a", 0, 1e15), count("written_b", 0, 1e15), count("read_a", 0, 1e15),
          count("read_b", 0, 1e15)};
}

TwoPartitions offsets_of(Arguments a) {
  if (a[2] > a[0] || a[3] > a[1]) refuse_arguments("more read than written", "read <= written");
  return {.written_a = whole(a[0]),
          .written_b = whole(a[1]),
          .read_a = whole(a[2]),
          .read_b = whole(a[3])};
}

Formula printed_lag_formula() {
  return {.name = "printed_lag",
          .arguments = offset_arguments(),
          .gives = "largest write offset - largest read offset",
          .source = kExecuted,
          .call = [](Arguments a) { return static_cast<double>(printed_lag(offsets_of(a))); }};
}

Formula behind() {
  return {.name = "events_behind",
          .arguments = offset_arguments(),
          .gives = "sum over partitions of written - read",
          .source = "policy/lag.h",
          .call = [](Arguments a) { return static_cast<double>(events_behind(offsets_of(a))); }};
}

std::vector<FormulaArgument> group_arguments() {
  return {count("partitions", 1, 1e9), count("consumers", 1, 1e9)};
}

Formula printed_saturation() {
  return {.name = "printed_saturation_gain",
          .arguments = group_arguments(),
          .gives = "busy consumers after / before adding as many partitions as consumers lack",
          .source = kExecuted,
          .call = [](Arguments a) { return gain_of_printed_saturation(whole(a[0]), whole(a[1])); }};
}

Formula more_consumers() {
  return {.name = "more_consumers_gain",
          .arguments = group_arguments(),
          .gives = "the same when that number of consumers is added",
          .source = "model/log_sizing.h",
          .call = [](Arguments a) { return gain_of_more_consumers(whole(a[0]), whole(a[1])); }};
}

Formula printed_idempotence() {
  return {
      .name = "printed_idempotence_state",
      .arguments = {count("deliveries", 1, 1e6)},
      .gives = "state after deliveries of one event of amount 1 through an f with f(f(e)) = f(e)",
      .source = kExecuted,
      .call = [](Arguments a) { return state_by_printed_idempotence(whole(a[0])); }};
}

Formula known_ids() {
  return {.name = "known_ids_state",
          .arguments = {count("deliveries", 1, 1e6)},
          .gives = "the same where the state knows which events it holds",
          .source = "apply(apply(s, e), e) = apply(s, e)",
          .call = [](Arguments a) { return state_by_known_ids(whole(a[0])); }};
}

}  // namespace

FormulaGroup listing_formulas() {
  return {.title = "Listings, executed",
          .formulas = {printed_bucket(), right_bucket(), printed_pid(), velocity_pid(),
                       printed_bloom(), checked_bloom(), printed_lag_formula(), behind(),
                       printed_saturation(), more_consumers(), printed_idempotence(), known_ids()}};
}

}  // namespace uslkit
