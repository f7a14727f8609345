// request_rules: what has to hold between the fields of a sizing request, each rule naming both
// places.
#pragma once

#include "scenario/findings.h"
#include "sizing/sizing_request.h"

namespace uslkit {

// All rules. The fields must have been read without an error, files loaded and types applied.
// Contradictions are errors; promises that the parts cannot keep are not: they are answers of the
// planner.
void check_request(const SizingRequest& request, Findings& findings);

}  // namespace uslkit
