#include "spread/job.h"

#include "base/sha256.h"

namespace uslkit {
namespace {

constexpr std::size_t kLongestFact = 80;

std::string shortened(const nlohmann::ordered_json& facts, const std::string& key) {
  if (!facts.contains(key)) return "nothing";
  const std::string text = facts.at(key).dump();
  return text.size() <= kLongestFact ? text : text.substr(0, kLongestFact) + "...";
}

}  // namespace

std::string Job::sha256() const {
  return sha256_hex(facts.dump() + " in " + std::to_string(parts) + " parts");
}

std::optional<JobDifference> first_difference(const Job& here, const Job& there) {
  const auto differs = [&](const std::string& key) {
    return !here.facts.contains(key) || !there.facts.contains(key) ||
           here.facts.at(key) != there.facts.at(key);
  };
  const auto told = [&](const std::string& key) {
    return JobDifference{key, shortened(here.facts, key), shortened(there.facts, key)};
  };
  for (const auto& [key, value] : here.facts.items()) {
    if (differs(key)) return told(key);
  }
  for (const auto& [key, value] : there.facts.items()) {
    if (differs(key)) return told(key);
  }
  if (here.parts == there.parts) return std::nullopt;
  return JobDifference{"parts", std::to_string(here.parts), std::to_string(there.parts)};
}

}  // namespace uslkit
