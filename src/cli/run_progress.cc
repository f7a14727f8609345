#include "cli/run_progress.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/run_tables.h"
#include "report/safe_text.h"

namespace uslkit {

std::string wait_text(double seconds) {
  if (!(seconds >= 1)) return "under a second";
  if (seconds < 90) return fmt::format("about {:.0f} s", seconds);
  if (seconds < 5400) return fmt::format("about {:.0f} min", seconds / 60);
  return fmt::format("about {:.1f} h", seconds / 3600);
}

std::string run_progress_text(const RunProgressState& state) {
  std::string text = fmt::format("{}: {:.0f} %, ", safe_text(state.what), 100 * state.fraction);
  if (state.parts > 1) {
    text += fmt::format("{} of {} {}, ", state.parts_done, state.parts, state.unit);
  }
  text += count_text(state.requests) + " requests";
  if (state.elapsed_s > 0) {
    const double rate = static_cast<double>(state.requests) / state.elapsed_s;
    text += fmt::format(" at {}/s", si_number(rate));
  }
  if (state.simulated_s > 0) text += ", simulated " + moment_text(state.simulated_s);
  if (state.elapsed_s > 0 && state.fraction > 0) {
    const double left_s = state.elapsed_s * (1 / state.fraction - 1);
    text += fmt::format(", {} left", moment_text(std::ceil(left_s)));
  }
  return text;
}

double share_done(const SimulateProgress& progress, double expected_requests) {
  if (!(expected_requests > 0) || progress.fraction >= 1) return progress.fraction;
  return std::min(1.0, static_cast<double>(progress.requests) / expected_requests);
}

void RunProgress::on_progress(const SimulateProgress& progress) {
  state_.fraction = share_done(progress, expected_requests_);
  state_.requests = progress.requests;
  state_.simulated_s = progress.simulated_s;
  state_.parts_done = progress.parts_done;
  state_.parts = progress.parts;
  const std::optional<double> elapsed_s = line_.due();
  if (!elapsed_s) return;
  state_.elapsed_s = *elapsed_s;
  line_.show(state_.fraction, run_progress_text(state_));
}

}  // namespace uslkit
