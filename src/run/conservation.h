// conservation: nothing is lost and nothing is made up between a client and the database.
//
// The identities of Counts (scenario/run_result.h), checked to the last request for every class of
// every cell and for all together; that partitions and classes counted the same events; and
// Little's law L = lambda T on the closed window of every station, which is an identity too, up to
// rounding.
#pragma once

#include <string>
#include <vector>

#include "run/merge_tallies.h"
#include "scenario/run_result.h"
#include "scenario/scenario.h"

namespace uslkit {

// The identities that do not hold for these counts, each with the numbers of both sides, after
// `whose` ("class payments of cell 2").
[[nodiscard]] std::vector<std::string> count_violations(const Counts& counts,
                                                        const std::string& whose);

// |L - lambda T| / L: 0 where nothing was ever inside.
[[nodiscard]] double littles_law_gap(const StationTally& station);
inline constexpr double kLargestLittlesLawGap = 1e-9;

[[nodiscard]] Conservation check_conservation(const Scenario& scenario, const TallySet& tallies);

}  // namespace uslkit
