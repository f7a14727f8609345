#include "model/usl_fit.h"

namespace uslkit {

const char* name_of(ErrorModel model) {
  switch (model) {
    case ErrorModel::relative:
      return "relative";
    case ErrorModel::additive:
      return "additive";
    case ErrorModel::known_sd:
      return "known-sd";
    case ErrorModel::replicates:
      return "replicates";
  }
  return "";
}

const char* name_of(GammaMode mode) {
  switch (mode) {
    case GammaMode::fitted:
      return "fitted";
    case GammaMode::first_row:
      return "fixed";
    case GammaMode::given:
      return "given";
    case GammaMode::quadratic:
      return "quadratic";
  }
  return "";
}

const char* name_of(Usability usability) {
  switch (usability) {
    case Usability::usable:
      return "usable";
    case Usability::no_peak_shown:
      return "no-peak-shown";
    case Usability::amdahl:
      return "amdahl";
    case Usability::superlinear:
      return "superlinear";
    case Usability::wrong_model:
      return "wrong-model";
  }
  return "";
}

double UslFit::time_unit_s() const {
  Measurements units;
  units.throughput_unit = throughput_unit;
  return units.time_unit_s();
}

}  // namespace uslkit
