// Checkpoint: a part file that grows while a job runs, so that a killed job goes on where it was.
//
// Life cycle: opened before the first part is made, appended to after each part, with a sync to the
// disk. One process at a time: the file is locked. Not thread-safe; PartLedger calls it one call at
// a time.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "spread/job.h"
#include "spread/part_file.h"
#include "spread/shard.h"

namespace uslkit {

class Checkpoint {
 public:
  struct Options {
    std::string file{};
    std::optional<Shard> shard{};
    bool resume = false;  // go on with the file if it is there; else one that is there is refused
  };

  // Throws UsageError for a file that is there without `resume`, InputError for the checkpoint of
  // another job or a damaged one, OutputError for one that cannot be written or that another
  // process is writing.
  Checkpoint(const Options& options, const Job& job);
  ~Checkpoint();
  Checkpoint(const Checkpoint&) = delete;
  Checkpoint& operator=(const Checkpoint&) = delete;

  // The parts that were there, by number.
  [[nodiscard]] const std::map<std::size_t, std::string>& kept() const { return kept_; }
  // On the disk when it returns. Throws OutputError.
  void append(std::size_t number, const std::string& value);

 private:
  void begin(const std::string& head);
  void resume(const Job& job, const std::optional<Shard>& shard);

  std::string file_;
  int descriptor_ = -1;
  std::map<std::size_t, std::string> kept_;
};

// Throws InputError at `file` where its job is not this one.
void check_same_job(const PartFile& file, const Job& job, const std::string& hint);

}  // namespace uslkit
