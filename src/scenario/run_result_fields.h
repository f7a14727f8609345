// run_result_fields: the plain keys of a run document, as tables that its writer and its reader
// share, so that neither can forget one. Internal to run_result_json.cc and run_result_read.cc.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "scenario/run_result.h"

namespace uslkit::run_fields {

// One key and the member behind it. A double that is not finite is null in the document; so is what
// is absent. 64-bit hashes are text, because many readers of JSON keep 53 bits of a number.
template <typename Owner>
struct Field {
  const char* key;
  std::variant<double Owner::*, std::int64_t Owner::*, std::uint64_t Owner::*, bool Owner::*,
               std::string Owner::*, std::optional<double> Owner::*, std::optional<bool> Owner::*,
               std::vector<double> Owner::*>
      member;
  // Documents of this schema version were kept before the key was there: without it the member
  // stays as it is made, and a column of a series is unknown throughout.
  bool came_later = false;
};
inline constexpr bool kCameLater = true;

template <typename Owner>
using Fields = std::span<const Field<Owner>>;

// The numbers of Counts but its rejections.
inline constexpr std::array kCounts =
    std::to_array<Field<Counts>>({{"arrived", &Counts::arrived},
                                  {"retried", &Counts::retried},
                                  {"duplicates", &Counts::duplicates},
                                  {"admitted", &Counts::admitted},
                                  {"invalid", &Counts::invalid},
                                  {"acked", &Counts::acked},
                                  {"late_acks", &Counts::late_acks},
                                  {"failed", &Counts::failed},
                                  {"appended", &Counts::appended},
                                  {"applied", &Counts::applied},
                                  {"redelivered", &Counts::redelivered},
                                  {"redelivered_applied", &Counts::redelivered_applied},
                                  {"duplicates_skipped", &Counts::duplicates_skipped},
                                  {"applied_twice", &Counts::applied_twice},
                                  {"dead_lettered", &Counts::dead_lettered},
                                  {"lost", &Counts::lost},
                                  {"in_flight_at_end", &Counts::in_flight_at_end},
                                  {"unanswered_at_end", &Counts::unanswered_at_end}});

inline constexpr std::array kClass =
    std::to_array<Field<ClassResult>>({{"name", &ClassResult::name},
                                       {"priority", &ClassResult::priority},
                                       {"availability", &ClassResult::availability},
                                       {"max_work_lag_s", &ClassResult::max_work_lag_s},
                                       {"lag_tolerance_s", &ClassResult::lag_tolerance_s},
                                       {"lag_tolerance_held", &ClassResult::lag_tolerance_held}});

inline constexpr std::array kPartition = std::to_array<Field<PartitionResult>>(
    {{"cell", &PartitionResult::cell},
     {"partition", &PartitionResult::partition},
     {"appended", &PartitionResult::appended},
     {"applied", &PartitionResult::applied},
     {"dead_lettered", &PartitionResult::dead_lettered},
     {"lost", &PartitionResult::lost},
     {"batches", &PartitionResult::batches},
     {"backlog_at_end", &PartitionResult::backlog_at_end},
     {"max_backlog", &PartitionResult::max_backlog},
     {"max_work_lag_s", &PartitionResult::max_work_lag_s},
     {"max_age_lag_s", &PartitionResult::max_age_lag_s},
     {"utilization", &PartitionResult::utilization},
     {"mean_batch", &PartitionResult::mean_batch},
     {"end_to_end_p99_ms", &PartitionResult::end_to_end_p99_ms}});

inline constexpr std::array kCell =
    std::to_array<Field<CellResult>>({{"cell", &CellResult::cell},
                                      {"availability", &CellResult::availability},
                                      {"ack_p99_ms", &CellResult::ack_p99_ms},
                                      {"end_to_end_p99_ms", &CellResult::end_to_end_p99_ms},
                                      {"max_work_lag_s", &CellResult::max_work_lag_s},
                                      {"trajectory_hash", &CellResult::trajectory_hash}});

inline constexpr std::array kStation =
    std::to_array<Field<StationResult>>({{"name", &StationResult::name},
                                         {"servers", &StationResult::servers},
                                         {"utilization", &StationResult::utilization},
                                         {"load", &StationResult::load, kCameLater},
                                         {"throughput_per_s", &StationResult::throughput_per_s},
                                         {"mean_in_system", &StationResult::mean_in_system},
                                         {"mean_time_ms", &StationResult::mean_time_ms},
                                         {"littles_law_gap", &StationResult::littles_law_gap}});

inline constexpr std::array kLag =
    std::to_array<Field<LagResult>>({{"max_work_lag_s", &LagResult::max_work_lag_s},
                                     {"max_work_lag_at_s", &LagResult::max_work_lag_at_s},
                                     {"max_age_lag_s", &LagResult::max_age_lag_s},
                                     {"max_backlog_events", &LagResult::max_backlog_events},
                                     {"drain_time_s", &LagResult::drain_time_s},
                                     {"recovered_at_s", &LagResult::recovered_at_s}});

// Every column but time_s and those by class, which have columns of their own.
inline constexpr std::array kSeries = std::to_array<Field<SeriesResult>>(
    {{"time_s", &SeriesResult::time_s},
     {"arrived_per_s", &SeriesResult::arrived_per_s},
     {"admitted_per_s", &SeriesResult::admitted_per_s},
     {"shed_per_s", &SeriesResult::shed_per_s},
     {"acked_per_s", &SeriesResult::acked_per_s, kCameLater},
     {"applied_per_s", &SeriesResult::applied_per_s},
     {"backlog_events", &SeriesResult::backlog_events},
     {"work_lag_s", &SeriesResult::work_lag_s},
     {"age_lag_s", &SeriesResult::age_lag_s},
     {"consumers", &SeriesResult::consumers},
     {"consumer_utilization", &SeriesResult::consumer_utilization},
     {"database_utilization", &SeriesResult::database_utilization},
     {"ack_p50_ms", &SeriesResult::ack_p50_ms, kCameLater},
     {"ack_p99_ms", &SeriesResult::ack_p99_ms},
     {"ack_p999_ms", &SeriesResult::ack_p999_ms, kCameLater},
     {"end_to_end_p50_ms", &SeriesResult::end_to_end_p50_ms, kCameLater},
     {"end_to_end_p99_ms", &SeriesResult::end_to_end_p99_ms},
     {"end_to_end_p999_ms", &SeriesResult::end_to_end_p999_ms, kCameLater},
     {"availability", &SeriesResult::availability}});

// Of the series of each partition: one array for every partition under each key.
struct PartitionColumns {
  const char* key;
  std::vector<std::vector<double>> PartitionSeriesResult::*member;
};
inline constexpr std::array kPartitionColumns = std::to_array<PartitionColumns>(
    {{"max_backlog_events", &PartitionSeriesResult::max_backlog_events},
     {"max_work_lag_s", &PartitionSeriesResult::max_work_lag_s},
     {"max_age_lag_s", &PartitionSeriesResult::max_age_lag_s}});

inline constexpr std::array kTrace =
    std::to_array<Field<TraceResult>>({{"name", &TraceResult::name},
                                       {"time_s", &TraceResult::time_s},
                                       {"value", &TraceResult::value}});

inline constexpr std::array kEvent = std::to_array<Field<RunEvent>>({{"time_s", &RunEvent::time_s},
                                                                     {"cell", &RunEvent::cell},
                                                                     {"kind", &RunEvent::kind},
                                                                     {"text", &RunEvent::text}});

inline constexpr std::array kGoldenSignal =
    std::to_array<Field<GoldenSignal>>({{"name", &GoldenSignal::name},
                                        {"definition", &GoldenSignal::definition},
                                        {"worst", &GoldenSignal::worst},
                                        {"threshold", &GoldenSignal::threshold},
                                        {"seconds_above", &GoldenSignal::seconds_above},
                                        {"correction", &GoldenSignal::correction}});

inline constexpr std::array kObjective =
    std::to_array<Field<ObjectiveVerdict>>({{"text", &ObjectiveVerdict::text},
                                            {"pointer", &ObjectiveVerdict::pointer},
                                            {"found", &ObjectiveVerdict::found},
                                            {"bound", &ObjectiveVerdict::bound},
                                            {"unit", &ObjectiveVerdict::unit},
                                            {"met", &ObjectiveVerdict::met}});

inline constexpr std::array kTheory =
    std::to_array<Field<TheoryRow>>({{"quantity", &TheoryRow::quantity},
                                     {"formula", &TheoryRow::formula},
                                     {"assumption", &TheoryRow::assumption},
                                     {"assumption_holds", &TheoryRow::holds, kCameLater},
                                     {"unit", &TheoryRow::unit},
                                     {"theory", &TheoryRow::theory},
                                     {"gap", &TheoryRow::gap}});

inline constexpr std::array kEstimate =
    std::to_array<Field<NamedEstimate>>({{"metric", &NamedEstimate::name},
                                         {"method", &NamedEstimate::method},
                                         {"samples", &NamedEstimate::samples}});

inline constexpr std::array kScalability = std::to_array<Field<ScalabilityPoint>>(
    {{"concurrency", &ScalabilityPoint::concurrency},
     {"throughput_per_s", &ScalabilityPoint::throughput_per_s},
     {"latency_ms", &ScalabilityPoint::latency_ms}});

inline constexpr std::array kProvenance =
    std::to_array<Field<RunProvenance>>({{"engine", &RunProvenance::engine},
                                         {"scenario_sha256", &RunProvenance::scenario_sha256},
                                         {"scenario_source", &RunProvenance::scenario_source},
                                         {"replications", &RunProvenance::replications},
                                         {"trajectory_hash", &RunProvenance::trajectory_hash},
                                         {"events", &RunProvenance::events},
                                         {"stopped_early", &RunProvenance::stopped_early}});

}  // namespace uslkit::run_fields
