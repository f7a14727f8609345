#include "spread/shard_file.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/atomic_file.h"
#include "base/check.h"
#include "spread/checkpoint.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostNamed = 8;

[[noreturn]] void fail(const std::string& place, std::string found, std::string allowed,
                       std::string hint) {
  throw InputError({.place = {.source = place},
                    .found = std::move(found),
                    .allowed = std::move(allowed),
                    .hint = std::move(hint)});
}

void check_numbers(const PartFile& file) {
  const std::vector<std::size_t> wanted = file.shard->numbers(file.job.parts);
  bool right = file.parts.size() == wanted.size();
  for (std::size_t i = 0; right && i < wanted.size(); ++i) {
    right = file.parts[i].number == wanted[i];
  }
  if (!right) {
    fail(file.name, fmt::format("{} parts", file.parts.size()),
         fmt::format("the {} parts of shard {} of {}, in order", wanted.size(), file.shard->index,
                     file.shard->count),
         "remove it and make it again");
  }
}

PartFile read_shard(const std::string& name) {
  PartFile file = read_part_file(name, TornTail::refuse);
  if (!file.shard) {
    fail(name, "a checkpoint", "a finished shard",
         "uslkit simulate or sweep with --checkpoint and --resume goes on with it");
  }
  check_numbers(file);
  return file;
}

std::string text_of(const Shard& shard) {
  return fmt::format("shard {} of {}", shard.index, shard.count);
}

void check_all_there(const std::vector<std::optional<PartFile>>& shards) {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    if (!shards[i]) missing.push_back(i);
  }
  if (missing.empty()) return;
  const std::size_t named = std::min(missing.size(), kMostNamed);
  std::string list = fmt::format(
      "{}", fmt::join(missing.begin(), missing.begin() + static_cast<long>(named), ", "));
  if (named < missing.size()) list += fmt::format(" and {} more", missing.size() - named);
  fail("uslkit merge",
       fmt::format("{} of {} shards; missing: {}", shards.size() - missing.size(), shards.size(),
                   list),
       "all of them",
       fmt::format("the same command with --shard {}/{}", missing.front(), shards.size()));
}

// Puts each shard at its index, all of the first one's job.
std::vector<std::optional<PartFile>> ordered_shards(const std::vector<std::string>& files) {
  std::vector<std::optional<PartFile>> shards;
  std::string first;
  for (const std::string& name : files) {
    PartFile file = read_shard(name);
    if (shards.empty()) {
      shards.resize(file.shard->count);
      first = name;
    }
    const std::size_t at = file.shard->index;
    if (first != name) {
      const PartFile* one = nullptr;
      for (const std::optional<PartFile>& each : shards) {
        if (each) one = &*each;
      }
      USLKIT_CHECK(one != nullptr);
      check_same_job(file, one->job, "merge only shards of one run; " + first + " is of that one");
      if (file.shard->count != shards.size()) {
        fail(name, text_of(*file.shard),
             fmt::format("one of {} shards, as {} is", shards.size(), first),
             "make all shards with the same number behind --shard");
      }
    }
    if (shards[at]) {
      fail(name, fmt::format("{} again", text_of(*file.shard)), "each shard once",
           shards[at]->name + " is the same one");
    }
    shards[at] = std::move(file);
  }
  return shards;
}

}  // namespace

void write_shard(const std::string& file, const Job& job, const Shard& shard,
                 const std::map<std::size_t, std::string>& values) {
  std::string text = part_file_head(job, shard);
  for (const auto& [number, value] : values) text += part_line(number, value);
  write_file_atomically(file, text);
}

bool shard_is_done(const std::string& file, const Job& job, const Shard& shard) {
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown)) return false;
  const PartFile there = read_shard(file);
  check_same_job(there, job, "another --shard-dir for each job");
  if (there.shard != shard) {
    fail(file, text_of(*there.shard), text_of(shard), "another --shard-dir for each job");
  }
  return true;
}

MergedShards merge_shards(const std::vector<std::string>& files) {
  USLKIT_CHECK(!files.empty());
  std::vector<std::optional<PartFile>> shards = ordered_shards(files);
  check_all_there(shards);
  MergedShards merged{.job = shards.front()->job, .parts = {}, .files = {}};
  merged.parts.resize(merged.job.parts);
  merged.files.resize(merged.job.parts);
  for (std::optional<PartFile>& shard : shards) {
    for (KeptPart& part : shard->parts) {
      const std::size_t number = part.number;
      merged.files[number] = shard->name;
      merged.parts[number] = std::move(part);
    }
  }
  return merged;
}

}  // namespace uslkit
