// run_view: a real run while it goes on: a table that is redrawn on a terminal, else a line every
// few seconds.
#pragma once

#include <string>

#include "cli/output.h"
#include "cli/progress.h"
#include "pipeline/host/run_pipeline.h"
#include "scenario/scenario.h"

namespace uslkit {

// "load 12.0 s of 60 s: 61,234 sent, 61,190 acked, 12,334 waiting, work-lag 1.2 s, 4 consumers".
[[nodiscard]] std::string run_view_line(const RunPipelineView& view, double duration_s);

// A header line and a row per partition (at most 16), without the control bytes that place it.
[[nodiscard]] std::string run_view_table(const RunPipelineView& view, double duration_s,
                                         bool unicode);

class RunView {
 public:
  RunView(const Talk& talk, const Scenario& scenario);

  void show(const RunPipelineView& view);
  void wipe();

 private:
  bool silent_;
  bool animated_;
  double duration_s_;
  ProgressLine line_;
  double drawn_at_s_ = -1;
  int lines_drawn_ = 0;
};

}  // namespace uslkit
