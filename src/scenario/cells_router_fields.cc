// The declared fields of cells.
#include "scenario/scenario_fields.h"

namespace uslkit {

template <>
const ObjectFields<CellsSpec>& fields_of<CellsSpec>() {
  static const ObjectFields<CellsSpec> fields =
      ObjectFields<CellsSpec>(
          "cells", "Complete, shared-nothing copies of the stack, and the router in front of them.")
          .field("note", &CellsSpec::note, {.doc = "What it is for, to people"})
          .field("count", &CellsSpec::count,
                 {.doc = "Number of cells", .lowest = 1, .highest = 10000})
          .field("shares", &CellsSpec::shares,
                 {.doc = "Of the traffic, one per cell; empty: equal", .above = 0, .most = 10000})
          .field("failover", &CellsSpec::failover,
                 {.doc = "A lost cell's tenants move to the others"})
          .field("failover_detection", &CellsSpec::failover_detection, {.doc = "Until they do"})
          .field("router_pause", &CellsSpec::router_pause,
                 {.doc = "Of a coordination system: every cell stops for so long at each request",
                  .above = 0});
  return fields;
}

}  // namespace uslkit
