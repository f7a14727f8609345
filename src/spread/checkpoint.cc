#include "spread/checkpoint.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/usage_error.h"

namespace uslkit {
namespace {

[[noreturn]] void fail(const std::string& file, const char* action) {
  throw OutputError(fmt::format("{}: error: cannot {}: {}", without_controls(file), action,
                                std::strerror(errno)));
}

// Nothing yet, or a head that a kill cut short.
bool is_unbegun(const std::string& file, const std::string& head) {
  std::ifstream stream(file, std::ios::binary);
  std::string there(head.size(), '\0');
  stream.read(there.data(), static_cast<std::streamsize>(there.size()));
  there.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
  return there.size() < head.size() && head.starts_with(there);
}

}  // namespace

void check_same_job(const PartFile& file, const Job& job, const std::string& hint) {
  const std::optional<JobDifference> difference = first_difference(job, file.job);
  if (!difference) return;
  throw InputError(
      {.place = {.source = file.name, .line = 1},
       .found = fmt::format("the parts of another job: {} {}", difference->fact, difference->there),
       .allowed = fmt::format("{} {}", difference->fact, difference->here),
       .hint = hint});
}

Checkpoint::Checkpoint(const Options& options, const Job& job) : file_(options.file) {
  const std::string head = part_file_head(job, options.shard);
  if (!options.resume && !is_unbegun(file_, head)) {
    throw UsageError({.place = {.source = "--checkpoint"},
                      .found = uslkit::quoted(file_) + ", which is there already",
                      .allowed = "a file that does not exist yet",
                      .hint = "--resume goes on with it"});
  }
  constexpr mode_t kMode = 0666;
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode);
  if (descriptor_ < 0) fail(file_, "open");
  try {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) fail(file_, "lock");
      throw OutputError(without_controls(file_) + ": error: another process is writing it");
    }
    // From here on nobody else writes.
    if (is_unbegun(file_, head)) begin(head);
    resume(job, options.shard);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

void Checkpoint::begin(const std::string& head) {
  if (::ftruncate(descriptor_, 0) != 0) fail(file_, "begin");
  write_all(descriptor_, head, file_);
  if (::fdatasync(descriptor_) != 0) fail(file_, "sync");
}

// Whatever a kill left behind the last whole line is cut off, so that the next line begins a line.
void Checkpoint::resume(const Job& job, const std::optional<Shard>& shard) {
  PartFile file = read_part_file(file_, TornTail::leave_out);
  check_same_job(file, job, "another name for this job, or the same scenario and options");
  if (file.shard != shard) {
    throw InputError(
        {.place = {.source = file_, .line = 1},
         .found = "the parts of another shard",
         .allowed = shard ? fmt::format("those of shard {} of {}", shard->index, shard->count)
                          : "a checkpoint of the whole job",
         .hint = "another name"});
  }
  for (KeptPart& part : file.parts) kept_[part.number] = std::move(part.value);
  if (::ftruncate(descriptor_, file.whole_bytes) != 0) fail(file_, "cut off a torn line");
  if (::lseek(descriptor_, 0, SEEK_END) < 0) fail(file_, "seek");
}

Checkpoint::~Checkpoint() { ::close(descriptor_); }

void Checkpoint::append(std::size_t number, const std::string& value) {
  write_all(descriptor_, part_line(number, value), file_);
  if (::fdatasync(descriptor_) != 0) fail(file_, "sync");
}

}  // namespace uslkit
