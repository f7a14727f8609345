// FitOptions::check: every option with its name, value and range.
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "base/input_error.h"
#include "fit/fit_usl.h"

namespace uslkit {
namespace {

void require(bool holds, const char* option, double value, const std::string& allowed,
             const char* hint = "") {
  if (holds) return;
  InputError::Parts parts;
  parts.place.source = option;
  parts.found = fmt::format("{}", value);
  parts.allowed = allowed;
  parts.hint = hint;
  throw InputError(parts);
}

}  // namespace

void FitOptions::check() const {
  require(confidence_level >= 0.5 && confidence_level <= 0.999, "--confidence-level",
          confidence_level, "a level from 0.5 to 0.999", "0.95 is customary");
  require(gamma_mode != GammaMode::given || (gamma > 0 && std::isfinite(gamma)), "--gamma", gamma,
          "a throughput above 0", "the throughput of one worker, in the unit of the data");
  require(bootstrap_draws >= kFewestBootstrapDraws && bootstrap_draws <= kMostBootstrapDraws,
          "--draws", bootstrap_draws,
          fmt::format("{} to {} draws", kFewestBootstrapDraws, kMostBootstrapDraws));
  require(joint_draws >= 0 && joint_draws <= kMostJointDraws, "--joint-draws", joint_draws,
          fmt::format("0 to {} draws", kMostJointDraws));
  require(band_points >= 2 && band_points <= 100'000, "--band-points", band_points,
          "2 to 100000 points");
  require(band_to >= 0 && std::isfinite(band_to), "--band-to", band_to,
          "a concurrency above 0, or 0 to choose one");
}

}  // namespace uslkit
