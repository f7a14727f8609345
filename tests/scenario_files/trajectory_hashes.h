// trajectory_hashes.csv: what each shipped scenario does, to the bit: one line per file in
// scenarios/, sorted by name. USLKIT_UPDATE_GOLDEN=1 writes a line anew (then ask why it changed).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace uslkit {

using TrajectoryHashes = std::map<std::string, std::string>;  // name -> 16 hexadecimal digits

[[nodiscard]] TrajectoryHashes read_trajectory_hashes();
void update_trajectory_hash(const std::string& name, std::uint64_t hash);
[[nodiscard]] std::string hash_text(std::uint64_t hash);

// The names of all files in scenarios/, sorted.
[[nodiscard]] std::vector<std::string> shipped_scenarios();

}  // namespace uslkit
