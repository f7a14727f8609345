#include "ingest/request_outcomes.h"

#include <fmt/format.h>

#include "base/number_text.h"
#include "ingest/reader.h"

namespace uslkit {

double RequestOutcomes::success_ratio() const {
  const double all = succeeded + failed;
  return all > 0 ? succeeded / all : 1;
}

void RequestOutcomes::describe(Measurement& row) const {
  const double all = succeeded + failed;
  row.error_ratio = all > 0 ? failed / all : 0;
}

void FailureTally::add(const RequestOutcomes& outcomes) {
  ++runs_;
  if (outcomes.failed > 0) ++runs_with_failures_;
  failed_ += outcomes.failed;
  all_ += outcomes.succeeded + outcomes.failed;
}

void FailureTally::note_into(Measurements& measurements, std::string_view what) const {
  if (runs_with_failures_ == 0) return;
  const std::string where =
      runs_ == 1 ? "" : fmt::format(" in {} of {} runs", runs_with_failures_, runs_);
  add_note(measurements, "failed-requests",
           fmt::format("{} of {} {} failed{}; throughput counts the successful ones only",
                       format_number(failed_, 15), format_number(all_, 15), what, where));
}

}  // namespace uslkit
