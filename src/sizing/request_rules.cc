#include "sizing/request_rules.h"

#include <cmath>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "base/number_text.h"
#include "base/units_text.h"
#include "scenario/scenario_rules.h"
#include "sizing/load_summary.h"
#include "sizing/month.h"

namespace uslkit {
namespace {

// ---- Traffic. ----

void check_classes(const SizingRequest& request, Findings& findings) {
  if (request.traffic.classes.empty()) {
    findings.add({.pointer = "/traffic",
                  .found = "no class of traffic",
                  .allowed = "at least one in \"classes\""});
  }
  for (std::size_t i = 0; i < request.traffic.classes.size(); ++i) {
    if (request.traffic.classes[i].operation == Operation::write) continue;
    findings.add({.pointer = fmt::format("/traffic/classes/{}/operation", i),
                  .found = "a class of reads",
                  .allowed = "writes: reads do not pass through the log"});
  }
}

void check_load(const SizingRequest& request, Findings& findings) {
  check_classes(request, findings);
  if (!check_traffic(request.traffic, findings) || request.traffic.classes.empty()) return;
  const LoadSummary load = summarise_load(request.traffic, request.profile_length);
  if (!(load.peak_rate > 0)) {
    findings.add({.pointer = "/traffic/classes",
                  .found = "a load of zero at all times",
                  .allowed = "a rate above 0/s"});
    return;
  }
  if (request.mean_rate && request.mean_rate->per_second > load.peak_rate) {
    findings.add(
        {.pointer = "/mean_rate",
         .found = fmt::format("a mean of {} above the peak of {}", format_rate(*request.mean_rate),
                              format_rate({load.peak_rate})),
         .allowed = "a mean of at most the peak",
         .contradicts = "/traffic/classes"});
  }
}

// ---- Ranges. ----

template <class Range>
void check_order(const Range& range, const std::string& pointer, Findings& findings) {
  if (range.likely < range.low) {
    findings.add({.pointer = pointer + "/likely",
                  .found = "a likely value below the low one",
                  .allowed = "low <= likely <= high",
                  .contradicts = pointer + "/low"});
  }
  if (range.high < range.likely) {
    findings.add({.pointer = pointer + "/high",
                  .found = "a high value below the likely one",
                  .allowed = "low <= likely <= high",
                  .contradicts = pointer + "/likely"});
  }
}

template <class Variant>
void check_range(const Variant& quantity, const std::string& pointer, Findings& findings) {
  std::visit(
      [&](const auto& each) {
        if constexpr (requires { each.likely; }) check_order(each, pointer, findings);
      },
      quantity);
}

void check_ranges(const SizingRequest& request, Findings& findings) {
  check_range(request.load_factor, "/load_factor", findings);
  check_range(request.ingress.validation, "/ingress/validation", findings);
  check_range(request.consumers.batch_overhead, "/consumers/batch_overhead", findings);
  check_range(request.consumers.capacity, "/consumers/capacity", findings);
  if (request.database) check_range(request.database->capacity, "/database/capacity", findings);
}

// ---- Parts. ----

void check_consumers(const ConsumerCapacity& consumers, Findings& findings) {
  const double rate = likely_value(consumers.capacity).gamma;
  if (!(rate > 0)) return;  // the reader has said so
  const double batch_s = static_cast<double>(consumers.batch_size) / rate;
  const double overhead_s = likely_value(consumers.batch_overhead);
  if (overhead_s <= batch_s) return;
  findings.add(
      {.pointer = "/consumers/batch_overhead",
       .found = fmt::format("{} s for a batch that takes {} s in all", format_number(overhead_s, 4),
                            format_number(batch_s, 4)),
       .allowed = fmt::format("at most batch size / capacity = {} s", format_number(batch_s, 4)),
       .hint = "the capacity is that of full batches, their overhead included",
       .contradicts = "/consumers/capacity"});
}

void check_database(const DatabaseCapacity& database, Findings& findings) {
  if (database.writes_per_event + database.lookups_per_event > 0) return;
  findings.add({.pointer = "/database/writes_per_event",
                .found = "a database without any operation",
                .allowed = "writes or look-ups above 0",
                .hint = "leave the database out if it does not matter"});
}

void check_log(const SizingRequest& request, Findings& findings) {
  const LogCapacity& log = request.log;
  const std::optional<std::int64_t> most = request.cells.largest.brokers;
  if (most && log.replication > *most) {
    findings.add({.pointer = "/log/replication",
                  .found = fmt::format("{} copies on at most {} brokers", log.replication, *most),
                  .allowed = "at most one copy per broker",
                  .contradicts = "/cells/largest/brokers"});
  }
  if (log.consumer_groups == 0 && log.replication == 1) {
    findings.add({.pointer = "/log/consumer_groups",
                  .found = "nobody who reads the log",
                  .allowed = "at least one group"});
  }
}

// ---- Promises. ----

void check_slo(const SizingSlo& slo, Findings& findings) {
  if (slo.ack_p99 && slo.end_to_end_p99 && *slo.end_to_end_p99 < *slo.ack_p99) {
    findings.add(
        {.pointer = "/slo/end_to_end_p99",
         .found = fmt::format("{} from end to end, but {} for the answer alone",
                              format_duration(*slo.end_to_end_p99), format_duration(*slo.ack_p99)),
         .allowed = "at least the ack p99: an event is answered before it takes effect",
         .contradicts = "/slo/ack_p99"});
  }
}

void check_cells(const CellsRequest& cells, Findings& findings) {
  if (!cells.largest_blast_radius) return;
  const double fewest = std::ceil(1 / *cells.largest_blast_radius * (1 - 1e-9));
  if (fewest <= static_cast<double>(cells.most)) return;
  findings.add({.pointer = "/cells/largest_blast_radius",
                .found = fmt::format("{} of the load with at most {} cells",
                                     format_number(*cells.largest_blast_radius), cells.most),
                .allowed = fmt::format("at least {} of it, or {} cells",
                                       format_number(1 / static_cast<double>(cells.most), 4),
                                       format_number(fewest)),
                .contradicts = "/cells/most"});
}

// ---- Money and time. ----

void check_prices(const SizingRequest& request, Findings& findings) {
  if (!request.prices) return;
  const PricesSpec& prices = *request.prices;
  // Where the file says nothing of prices, they are the catalogue's.
  const char* place = findings.is_stated("/prices") ? "/prices" : "/catalogue";
  const auto check = [&](const std::optional<double>& price, const char* key, const char* role,
                         const char* instance) {
    if (price) return;
    findings.add({.pointer = place,
                  .found = fmt::format("no price of {}", role),
                  .allowed = "a price for every machine of the plan, or none at all",
                  .hint = fmt::format("add \"prices/{}\"{}", key, instance)});
  };
  check(prices.ingress_node, "ingress_node", "an ingress node", ", or \"ingress/instance\"");
  check(prices.broker, "broker", "a broker", ", or \"log/broker/instance\"");
  check(prices.consumer, "consumer", "a consumer", ", or \"consumers/instance\"");
  if (request.database) {
    check(prices.database_shard, "database_shard", "a database shard",
          ", or \"database/instance\"");
  }
  check(prices.storage_gb_month, "storage_gb_month", "storage", "");
}

void check_growth(const GrowthSpec& growth, Findings& findings) {
  const auto clash = [&findings](const char* pointer, const char* other) {
    findings.add({.pointer = pointer,
                  .found = "two ways to grow",
                  .allowed = "one of \"per_month\", \"linear_per_month\" and \"history\"",
                  .contradicts = other});
  };
  if (growth.linear_per_month && growth.per_month != 0) {
    clash("/growth/linear_per_month", "/growth/per_month");
  }
  if (growth.history && growth.per_month != 0) clash("/growth/history", "/growth/per_month");
  if (growth.history && growth.linear_per_month) {
    clash("/growth/history", "/growth/linear_per_month");
  }
}

void check_as_of(const std::optional<std::string>& as_of, Findings& findings) {
  if (!as_of) return;
  try {
    static_cast<void>(parse_month(*as_of, {}));
  } catch (const InputError& error) {
    findings.add(
        {.pointer = "/as_of", .found = error.parts().found, .allowed = error.parts().allowed});
  }
}

}  // namespace

void check_request(const SizingRequest& request, Findings& findings) {
  check_load(request, findings);
  check_ranges(request, findings);
  check_consumers(request.consumers, findings);
  if (request.database) check_database(*request.database, findings);
  check_log(request, findings);
  check_slo(request.slo, findings);
  check_cells(request.cells, findings);
  check_prices(request, findings);
  if (request.growth) check_growth(*request.growth, findings);
  check_as_of(request.as_of, findings);
}

}  // namespace uslkit
