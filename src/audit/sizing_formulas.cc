// Formulas of sizing: partitions, consumers, brokers, databases, cells, shedding.
#include <algorithm>
#include <cmath>

#include "audit/formula_registry.h"
#include "model/broker_rules.h"
#include "model/cells.h"
#include "model/database_sizing.h"
#include "model/log_sizing.h"
#include "model/shedding.h"

namespace uslkit {
namespace {

using Arguments = std::span<const double>;

constexpr double kUnlimited = 1e18;  // a limit of brokers that does not bind

Formula partitions() {
  return {.name = "partitions",
          .arguments = {non_negative("throughput"),
                        positive("rate_of_one"),
                        {.name = "headroom", .lowest = 1, .highest = 1e6}},
          .gives = "ceil(headroom x throughput / rate_of_one): the ceiling comes last",
          .source = "Confluent and Cloudera sizing guides; model/log_sizing.h",
          .call = [](Arguments a) {
            if (a[0] * a[2] / a[1] > 1e12) refuse_arguments("more than 1e12 partitions", "fewer");
            return static_cast<double>(partitions_needed({.throughput = a[0],
                                                          .producer_rate = a[1],
                                                          .consumer_rate = a[1],
                                                          .headroom_factor = a[2]}));
          }};
}

Formula useful() {
  return {.name = "useful_consumers",
          .arguments = {count("wanted", 0, 1e9), count("partitions", 1, 1e9),
                        count("workers_per_partition", 1, 1e6)},
          .gives = "min(wanted, partitions x workers per partition): the others sit idle",
          .source = "Kafka's group protocol; model/log_sizing.h",
          .call = [](Arguments a) {
            return static_cast<double>(
                useful_consumers({.wanted = static_cast<std::int64_t>(a[0]),
                                  .partitions = static_cast<std::int64_t>(a[1]),
                                  .workers_per_partition = static_cast<std::int64_t>(a[2])}));
          }};
}

Formula broker_ingress() {
  return {.name = "broker_ingress",
          .arguments = {positive("network"), count("consumer_groups", 0, 1e6),
                        count("replication", 1, 100), count("brokers", 1, 1e6)},
          .gives = "bytes/s that the brokers' networks accept: network n / (G + r - 1)",
          .source = "AWS, right-sizing Kafka clusters, eq. 1; model/broker_rules.h",
          .call = [](Arguments a) {
            const LogTraffic traffic{.ingress = 0,
                                     .consumer_groups = a[1],
                                     .replication = static_cast<std::int64_t>(a[2])};
            if (a[1] + a[2] - 1 <= 0) refuse_arguments("no reader and no replica", "G + r above 1");
            return aws_largest_ingress(
                traffic, {.disk = kUnlimited, .disk_network = kUnlimited, .network = a[0]},
                static_cast<std::int64_t>(a[3]));
          }};
}

Formula operations() {
  return {.name = "database_operations",
          .arguments = {non_negative("event_rate"), non_negative("writes_per_event"),
                        non_negative("lookups_per_event")},
          .gives = "lambda (writes + look-ups): statements per time",
          .source = "model/database_sizing.h",
          .call = [](Arguments a) {
            return database_operations(
                {.event_rate = a[0], .writes_per_event = a[1], .lookups_per_event = a[2]});
          }};
}

Formula commits() {
  return {.name = "database_commits",
          .arguments = {non_negative("event_rate"),
                        {.name = "events_per_commit", .lowest = 1, .highest = 1e9}},
          .gives = "lambda / b: commits per time",
          .source = "model/database_sizing.h",
          .call = [](Arguments a) {
            return database_commits({.event_rate = a[0], .events_per_commit = a[1]});
          }};
}

Formula connections() {
  return {.name = "connections",
          .arguments = {{.name = "request_rate", .lowest = 0, .highest = 1e9},
                        {.name = "hold_time", .lowest = 0, .highest = 1e4},
                        {.name = "wait_probability", .lowest = 1e-9, .highest = 1}},
          .gives = "fewest connections with P(wait for one) <= limit",
          .source = "Erlang C; model/database_sizing.h",
          .call = [](Arguments a) {
            if (a[0] * a[1] > 1e7) refuse_arguments("over 1e7 connections in use", "fewer");
            return static_cast<double>(connections_needed(
                {.request_rate = a[0], .hold_time = a[1], .wait_probability = a[2]}));
          }};
}

Formula cells_needed() {
  return {.name = "cells_needed",
          .arguments = {non_negative("throughput"),
                        positive("cell_capacity"),
                        {.name = "utilisation", .lowest = 1e-6, .highest = 1}},
          .gives = "ceil(throughput / (utilisation x capacity of a cell))",
          .source = "model/cells.h",
          .call = [](Arguments a) { return std::ceil(a[0] / (a[1] * a[2]) * (1 - 1e-9)); }};
}

Formula surviving() {
  return {.name = "utilisation_surviving_one_loss",
          .arguments = {count("zones", 1, 1e6)},
          .gives = "(z-1)/z: the most that z zones may be used if one can be lost",
          .source = "arithmetic; model/cells.h",
          .call = [](Arguments a) {
            return utilisation_surviving_one_loss(static_cast<std::int64_t>(a[0]));
          }};
}

Formula shedding() {
  return {.name = "shed_probability",
          .arguments = {non_negative("load"), non_negative("capacity")},
          .gives = "max(0, 1 - capacity/load)",
          .source = "model/shedding.h",
          .call = [](Arguments a) { return shed_probability(a[0], a[1]); }};
}

Formula unserved() {
  return {.name = "unserved_after_shedding",
          .arguments = {non_negative("load"), non_negative("capacity"), non_negative("class_rate")},
          .gives = "overload that remains when one class of that rate is shed completely",
          .source = "model/shedding.h",
          .call = [](Arguments a) {
            if (a[2] > a[0]) refuse_arguments("a class larger than the load", "at most the load");
            return shed_by_priority({{.arrival_rate = a[0] - a[2], .may_be_shed = false},
                                     {.arrival_rate = a[2], .may_be_shed = true}},
                                    a[1])
                .unserved_rate;
          }};
}

Formula raft_rounds() {
  return {.name = "raft_rounds",
          .arguments = {count("nodes", 1, 1e6)},
          .gives = "rounds of messages until an entry is committed: 1 beyond one node",
          .source = "Ongaro and Ousterhout (2014): the leader asks all followers in parallel",
          .call = [](Arguments a) { return a[0] > 1 ? 1.0 : 0.0; }};
}

Formula raft_messages() {
  return {.name = "raft_messages",
          .arguments = {count("nodes", 1, 1e6)},
          .gives = "messages per entry, 2 (n - 1): a request and an answer per follower",
          .source = "Ongaro and Ousterhout (2014)",
          .call = [](Arguments a) { return 2 * (a[0] - 1); }};
}

}  // namespace

FormulaGroup sizing_formulas() {
  return {.title = "Sizing, shedding, consensus",
          .formulas = {partitions(), useful(), broker_ingress(), operations(), commits(),
                       connections(), cells_needed(), surviving(), shedding(), unserved(),
                       raft_rounds(), raft_messages()}};
}

}  // namespace uslkit
