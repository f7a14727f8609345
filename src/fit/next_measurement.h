// Which N to measure next: the one that is expected to narrow the answer most.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/stop_request.h"
#include "model/usl_fit.h"

namespace uslkit {

struct NextOptions {
  // What is to be known better. The interval of a peak and of a throughput is a relative one (a
  // factor up and down), that of alpha and beta an absolute one.
  enum class Target { peak_concurrency, throughput, alpha, beta };
  Target target = Target::peak_concurrency;
  // The N whose throughput is wanted; read only with Target::throughput. > 0.
  double throughput_at = 0;
  // Candidates are the whole numbers 1 .. max_concurrency (beyond 256 in steps of 6 %); what cannot
  // be run cannot be advised. 1 .. 1,000,000,000.
  std::int64_t max_concurrency = 0;
  // Runs at the advised N for the second width reported, and in the recommended set; 1 .. 1,000.
  int runs = 3;
  // Of the fit's joint draws at most this many are averaged over; 1 or more.
  int draws = 200;
  // Looked at between two widths: what was asked to stop throws Stopped.
  StopRequest stop = nullptr;

  // Throws InputError naming the option, its value and the allowed range.
  void check() const;
};

// Expected widths: of log N* or log X, of alpha or of beta; upper minus lower end at the fit's
// level.
struct NextCandidate {
  std::int64_t concurrency = 1;
  double width_after_one = 0;
  double width_after_runs = 0;
  double gain = 0;  // 1 - width_after_one / width_now
};

struct NextAdvice {
  std::string target;                     // "peak concurrency (relative width)", ...
  double width_now = 0;                   // +infinity where the data cannot tell yet
  std::vector<NextCandidate> candidates;  // best first
  std::vector<std::int64_t> recommended;  // `runs` runs in order, chosen one after the other; in
                                          // data without replicates one of them repeats a run
  double width_after_recommended = 0;
  int draws_used = 0;  // with a peak, where a peak is the target
  std::string sentence;
  std::vector<Note> cautions;  // where the advice must not be followed blindly
};

// Local c-optimality (Atkinson, Donev & Tobias 2007, section 10.3), averaged over what is not
// known: for each draw of the parameters, the variance of the target is c' (M + m g g')^-1 c with M
// the information of the rows at that draw, g the gradient of the response at the candidate and m
// its precision; the median over the draws of the standard deviation, times twice the quantile, is
// the expected width. Draws without a peak say nothing about N* and are left out.
//
// Assumes that the new runs have the noise of the old ones and that the USL holds at the candidate.
// Throws InputError where the options do not fit, FitNotUsable where no draw has a peak.
[[nodiscard]] NextAdvice next_measurement(const UslFit& fit, const NextOptions& options);

}  // namespace uslkit
