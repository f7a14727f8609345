// Growth: how a load grows from month to month, with a band.
#pragma once

#include <string>
#include <vector>

#include "base/input_error.h"
#include "sizing/month.h"
#include "sizing/sizing_request.h"

namespace uslkit {

// "6%/month" is compounded, "10k/s/month" is linear. Throws InputError at `place`.
[[nodiscard]] GrowthSpec parse_growth(const std::string& text, const Place& place);

struct HistoryRow {
  Month month{};
  double rate = 0;  // events per second at that month's peak
};
// A CSV file with the columns month (YYYY-MM) and rate_per_s, months growing, at least four rows.
// Throws InputError with file, line and column.
[[nodiscard]] std::vector<HistoryRow> read_load_history(const std::string& file);

// The load some months ahead / the load now: 5 %, 50 % and 95 %.
struct GrowthBand {
  double low = 1;
  double likely = 1;
  double high = 1;
};

class GrowthModel {
 public:
  // Of a rate of growth, stated: load (1 + g)^t, or load + a t; `load` is today's peak, > 0.
  GrowthModel(const GrowthSpec& growth, double load);
  // Of a history: least squares of ln(rate) and of rate over time, whichever leaves the smaller
  // residuals in ln(rate); bands are those of a new month (Student's t).
  GrowthModel(const std::vector<HistoryRow>& history, double load, Month now);

  [[nodiscard]] GrowthBand at(double months) const;
  [[nodiscard]] const std::string& method() const { return method_; }

 private:
  struct Line {
    double level = 0;
    double slope = 0;
    double centre = 0;  // of the times it was fitted to
    double spread = 0;  // sum of squared deviations of these times
    double residual_sd = 0;
    double count = 0;
    [[nodiscard]] double at(double time) const { return level + slope * (time - centre); }
    [[nodiscard]] double sd_at(double time) const;
  };
  static Line fit(const std::vector<double>& times, const std::vector<double>& values);

  bool compounded_ = true;
  bool fitted_ = false;
  double rate_ = 0;         // g, or a / load
  double uncertainty_ = 0;  // standard deviation of rate_
  Line line_{};             // where fitted
  double now_ = 0;          // on the line's time axis
  double quantile_ = 0;     // of the band
  std::string method_{};
};

}  // namespace uslkit
