#include "scenario/findings.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/input_errors.h"
#include "scenario/sourced_json.h"

namespace uslkit {

void Findings::add(const Finding& finding) {
  std::string pointer = finding.pointer;
  std::string other = finding.contradicts;
  // The file's own words are where the reader looks, not a default on the other side.
  if (!other.empty() && !is_stated(pointer) && is_stated(other)) std::swap(pointer, other);
  InputError::Parts parts{.place = input_->place_of(pointer, finding.part),
                          .found = finding.found,
                          .allowed = finding.allowed,
                          .hint = finding.hint};
  if (!other.empty()) parts.contradicts = input_->place_of(other);
  add(std::move(parts));
}

void Findings::add(InputError::Parts parts) { errors_.push_back(std::move(parts)); }

bool Findings::is_stated(const std::string& pointer) const {
  return input_->find(pointer) != nullptr;
}

void Findings::throw_if_any() const {
  if (errors_.empty()) return;
  // Sources stay in the order in which they first had something wrong.
  std::vector<std::string> sources;
  const auto rank = [&sources](const std::string& source) {
    return std::find(sources.begin(), sources.end(), source) - sources.begin();
  };
  for (const InputError::Parts& error : errors_) {
    if (rank(error.place.source) == static_cast<std::ptrdiff_t>(sources.size())) {
      sources.push_back(error.place.source);
    }
  }
  std::vector<InputError::Parts> sorted = errors_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const InputError::Parts& a, const InputError::Parts& b) {
                     return std::make_tuple(rank(a.place.source), a.place.line, a.place.column) <
                            std::make_tuple(rank(b.place.source), b.place.line, b.place.column);
                   });
  throw InputErrors(std::move(sorted));
}

}  // namespace uslkit
