// Job: what a run is, told so that two processes can find out whether theirs is the same.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace uslkit {

struct Job {
  // What makes it this job and no other, each fact under its name: an object. Told in the order of
  // the keys, so the telling ones stand first. Never how it is run: threads, shards, processes.
  nlohmann::ordered_json facts = nlohmann::ordered_json::object();
  std::size_t parts = 0;

  [[nodiscard]] std::string sha256() const;
};

// The first fact in which two jobs differ, and what each says, shortened.
struct JobDifference {
  std::string fact;  // "seed"
  std::string here;
  std::string there;
};
[[nodiscard]] std::optional<JobDifference> first_difference(const Job& here, const Job& there);

}  // namespace uslkit
