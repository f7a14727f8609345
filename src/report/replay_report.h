// The report of a replay, as text for a terminal or as Markdown.
#pragma once

#include <string>

#include "report/report_section.h"
#include "report/timeline.h"
#include "sizing/autoscale_replay.h"

namespace uslkit {

struct ReplayReportOptions {
  std::string name{};      // of the load
  bool decisions = false;  // every decision with its reason
  SectionLayout layout{};
};

// Verdict in words, load and consumers over time, outcomes and lags policy by policy, what was
// assumed.
[[nodiscard]] std::string replay_report_text(const AutoscaleReplay& replay,
                                             const ReplayReportOptions& options);
[[nodiscard]] std::string replay_report_markdown(const AutoscaleReplay& replay,
                                                 const ReplayReportOptions& options);

// The load, and for each policy and for what was measured its consumers over those needed.
[[nodiscard]] Timeline replay_timeline(const AutoscaleReplay& replay);

// Each policy's fields with defaults, as --set names them.
[[nodiscard]] std::string replay_policies_text(const SectionLayout& layout);

}  // namespace uslkit
