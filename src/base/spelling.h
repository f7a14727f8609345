// "did you mean": the closest of the words that were allowed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace uslkit {

// Damerau-Levenshtein distance (optimal string alignment), case-insensitive.
[[nodiscard]] int edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `word`, if it is near enough to be a slip of the fingers: at most a
// third of the longer word, and never more than three edits. Ties go to the first candidate.
[[nodiscard]] std::optional<std::string> did_you_mean(std::string_view word,
                                                      const std::vector<std::string>& candidates);

// "a, b or c".
[[nodiscard]] std::string one_of(const std::vector<std::string>& words);

}  // namespace uslkit
