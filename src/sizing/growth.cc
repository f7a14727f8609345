#include "sizing/growth.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "base/check.h"
#include "base/csv_tokenizer.h"
#include "base/number_text.h"
#include "base/units_text.h"
#include "model/distributions.h"
#include "scenario/csv_header.h"
#include "sizing/quantity_text.h"

namespace uslkit {
namespace {

constexpr std::string_view kPerMonth = "/month";
constexpr const char* kColumns = "month and rate_per_s";
constexpr std::size_t kFewestRows = 4;  // a line, its residuals, and something to judge them by

[[noreturn]] void refuse_growth(const std::string& text, const Place& place) {
  throw InputError({.place = place,
                    .found = uslkit::quoted(text),
                    .allowed = "6%/month (compounded) or 10k/s/month (added every month)"});
}

// Sum of squares of ln(value) - ln(line), or infinity where the line is not positive.
double misfit(const std::vector<double>& rates, const std::vector<double>& fitted) {
  double sum = 0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    if (!(fitted[i] > 0)) return std::numeric_limits<double>::infinity();
    const double residual = std::log(rates[i] / fitted[i]);
    sum += residual * residual;
  }
  return sum;
}

}  // namespace

GrowthSpec parse_growth(const std::string& text, const Place& place) {
  if (!text.ends_with(kPerMonth)) refuse_growth(text, place);
  const std::string amount = text.substr(0, text.size() - kPerMonth.size());
  GrowthSpec growth;
  if (amount.ends_with('%')) {
    const std::optional<double> share =
        try_parse_number(std::string_view(amount).substr(0, amount.size() - 1));
    if (!share || *share <= -100 || *share > 1000) refuse_growth(text, place);
    growth.per_month = *share / 100;
  } else {
    growth.linear_per_month = parse_rate(amount, place);
  }
  return growth;
}

std::vector<HistoryRow> read_load_history(const std::string& file) {
  ByteSource source = ByteSource::open(file);
  CsvTokenizer csv(source, {});
  const auto refuse = [](const Place& place, std::string found, std::string allowed) {
    throw InputError({.place = place, .found = std::move(found), .allowed = std::move(allowed)});
  };
  if (!csv.next()) refuse({.source = file}, "an empty file", kColumns);
  const std::size_t month = column_named(csv, "month", kColumns);
  const std::size_t rate = column_named(csv, "rate_per_s", kColumns);
  std::vector<HistoryRow> rows;
  while (csv.next()) {
    if (csv.fields().size() <= std::max(month, rate)) {
      refuse(csv.place(), fmt::format("{} fields", csv.fields().size()), "as many as the header");
    }
    HistoryRow row{
        .month = parse_month(std::string(trimmed(csv.fields()[month])), csv.place(month)),
        .rate = parse_number(csv.fields()[rate], csv.place(rate))};
    if (!(row.rate > 0)) refuse(csv.place(rate), format_number(row.rate), "a rate above 0");
    if (!rows.empty() && row.month <= rows.back().month) {
      refuse(csv.place(month), "a month that is not after the one before it", "months that grow");
    }
    rows.push_back(row);
  }
  if (rows.size() < kFewestRows) {
    refuse({.source = file}, fmt::format("{} rows", rows.size()),
           fmt::format("at least {}", kFewestRows));
  }
  return rows;
}

double GrowthModel::Line::sd_at(double time) const {
  const double distance = time - centre;
  return residual_sd * std::sqrt(1 + 1 / count + distance * distance / spread);
}

GrowthModel::Line GrowthModel::fit(const std::vector<double>& times,
                                   const std::vector<double>& values) {
  Line line{.count = static_cast<double>(times.size())};
  for (const double time : times) line.centre += time / line.count;
  for (const double value : values) line.level += value / line.count;
  double product = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double distance = times[i] - line.centre;
    line.spread += distance * distance;
    product += distance * (values[i] - line.level);
  }
  line.slope = product / line.spread;
  double squares = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double residual = values[i] - line.at(times[i]);
    squares += residual * residual;
  }
  line.residual_sd = std::sqrt(squares / (line.count - 2));
  return line;
}

GrowthModel::GrowthModel(const GrowthSpec& growth, double load)
    : compounded_(!growth.linear_per_month), quantile_(normal_quantile(0.95)) {
  USLKIT_CHECK(load > 0);
  rate_ = compounded_ ? growth.per_month : growth.linear_per_month->per_second / load;
  uncertainty_ = compounded_ ? growth.uncertainty : growth.uncertainty * rate_;
  const std::string amount = compounded_
                                 ? share_text(rate_) + " a month, compounded"
                                 : rate_text(growth.linear_per_month->per_second) + " every month";
  method_ = uncertainty_ > 0
                ? fmt::format("{}; standard deviation {}", amount, share_text(growth.uncertainty))
                : amount;
}

GrowthModel::GrowthModel(const std::vector<HistoryRow>& history, double load, Month now)
    : fitted_(true) {
  USLKIT_CHECK(load > 0);
  USLKIT_CHECK(history.size() >= kFewestRows);
  std::vector<double> times;
  std::vector<double> rates;
  std::vector<double> logarithms;
  for (const HistoryRow& row : history) {
    times.push_back(static_cast<double>(row.month.index - history.front().month.index));
    rates.push_back(row.rate);
    logarithms.push_back(std::log(row.rate));
  }
  const Line straight = fit(times, rates);
  const Line compounded = fit(times, logarithms);
  std::vector<double> by_straight;
  std::vector<double> by_compounded;
  for (const double time : times) {
    by_straight.push_back(straight.at(time));
    by_compounded.push_back(std::exp(compounded.at(time)));
  }
  compounded_ = misfit(rates, by_compounded) <= misfit(rates, by_straight);
  line_ = compounded_ ? compounded : straight;
  now_ = static_cast<double>(now.index - history.front().month.index);
  quantile_ = student_t_quantile(0.95, line_.count - 2);
  const std::string slope = compounded_
                                ? share_text(std::expm1(line_.slope)) + " a month, compounded"
                                : rate_text(line_.slope) + " every month";
  method_ = fmt::format("{}, fitted to {} months; {} growth describes them less well", slope,
                        history.size(), compounded_ ? "linear" : "exponential");
}

GrowthBand GrowthModel::at(double months) const {
  GrowthBand band;
  if (!fitted_) {
    const auto grown = [&](double rate) {
      return std::max(0.0,
                      compounded_ ? std::pow(std::max(0.0, 1 + rate), months) : 1 + rate * months);
    };
    return {.low = grown(rate_ - quantile_ * uncertainty_),
            .likely = grown(rate_),
            .high = grown(rate_ + quantile_ * uncertainty_)};
  }
  const double today = line_.at(now_);
  const double then = line_.at(now_ + months);
  const double sd = months > 0 ? line_.sd_at(now_ + months) : 0;
  if (compounded_) {
    return {.low = std::exp(then - today - quantile_ * sd),
            .likely = std::exp(then - today),
            .high = std::exp(then - today + quantile_ * sd)};
  }
  return {.low = std::max(0.0, (then - quantile_ * sd) / today),
          .likely = std::max(0.0, then / today),
          .high = std::max(0.0, (then + quantile_ * sd) / today)};
}

}  // namespace uslkit
