// predict_text: the answer of `uslkit predict` for people.
#pragma once

#include <string>

#include "documents/predict_document.h"

namespace uslkit {

// One table of all operating points, then what there is to say about each question.
[[nodiscard]] std::string predictions_text(const UslFit& fit, const Predictions& predictions);

}  // namespace uslkit
