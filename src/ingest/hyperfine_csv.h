// Reader of `hyperfine --export-csv` with a parameter scan over N (-P or -L).
//
// N = the parameter column, X = work per run / mean, R = mean: the time of a whole run, in which N
// workers share the work, so N = X R does not apply. The work per run is 1 unless --work-per-run
// says. The standard deviation of X follows from that of the time by the delta method: sd(X) = X
// sd/mean, valid while sd is small against the mean.
#pragma once

#include "ingest/reader.h"

namespace uslkit {

[[nodiscard]] bool recognises_hyperfine_csv(const Sniff& sniff);
[[nodiscard]] Measurements read_hyperfine_csv(std::span<ByteSource> files,
                                              const IngestOptions& options);

}  // namespace uslkit
