// Formulas of what must be kept: logs and deduplication windows.
#include "audit/formula_registry.h"
#include "model/dedup_window.h"
#include "model/storage.h"

namespace uslkit {
namespace {

using Arguments = std::span<const double>;

Formula retained() {
  return {.name = "retained_bytes",
          .arguments = {non_negative("event_rate"),
                        non_negative("event_bytes"),
                        non_negative("retention"),
                        {.name = "copies", .lowest = 1, .highest = 1e6},
                        {.name = "fill", .lowest = 1e-3, .highest = 1}},
          .gives = "rate x size x retention x copies / fill",
          .source = "model/storage.h",
          .call = [](Arguments a) {
            return retained_bytes({.event_rate = a[0],
                                   .event_bytes = a[1],
                                   .retention_seconds = a[2],
                                   .replication = a[3],
                                   .fill = a[4]});
          }};
}

Formula identifiers() {
  return {.name = "identifiers_in_window",
          .arguments = {non_negative("arrival_rate"), non_negative("window")},
          .gives = "lambda x window: ids that a deduplication window must know",
          .source = "model/dedup_window.h",
          .call = [](Arguments a) { return identifiers_in_window(a[0], a[1]); }};
}

Formula bloom() {
  return {.name = "bloom_bits",
          .arguments = {non_negative("entries"),
                        {.name = "false_positive_share", .lowest = 1e-15, .highest = 0.999999}},
          .gives = "n ln(1/f) / ln(2)^2",
          .source = "Bloom (1970); model/dedup_window.h",
          .call = [](Arguments a) { return bloom_bits(a[0], a[1]); }};
}

}  // namespace

FormulaGroup storage_formulas() {
  return {.title = "Storage", .formulas = {retained(), identifiers(), bloom()}};
}

}  // namespace uslkit
