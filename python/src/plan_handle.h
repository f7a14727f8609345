// PlanHandle: a sizing answer, the request behind it, and its document.
#pragma once

#include <memory>

#include <nlohmann/json.hpp>

#include "sizing/sizing_answer.h"
#include "sizing/sizing_request.h"

namespace uslkit::python {

struct PlanHandle {
  SizingRequest request;
  SizingAnswer answer;
  nlohmann::ordered_json document;
};
using PlanRef = std::shared_ptr<PlanHandle>;

}  // namespace uslkit::python
