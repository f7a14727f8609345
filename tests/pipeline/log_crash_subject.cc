// The embedded log as the subject of crash_campaign: appends for ever with several writers and
// tells every acknowledgement, and later checks what is there against what was told.
//
//   log_crash_subject work DIRECTORY SEED [no-sync]   acknowledgements to stdout, until killed
//   log_crash_subject verify DIRECTORY [os]           acknowledgements of all rounds from stdin
//
// verify exits with 0 when the log opens, every acknowledged record is there at its offset, whole,
// no record is there twice, and each writer's records are in order; else with 1 and the reason.
// `os` counts acknowledgements of that level too: they must survive a kill, not a power cut.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "base/random.h"
#include "pipeline/log/embedded_log.h"
#include "tests/pipeline/log_records.h"

namespace uslkit::test {
namespace {

constexpr int kPartitions = 2;
constexpr std::uint64_t kWriters = 3;
constexpr int kBatchesPerWriter = 60;

// One acknowledged batch; smaller than PIPE_BUF, so that it arrives whole or not at all.
struct AckLine {
  std::int64_t partition = 0;
  LogOffset first = 0;
  LogOffset end = 0;
  std::int64_t level = 0;
  std::uint64_t writer = 0;
  std::uint64_t sequence = 0;
};

struct PendingBatch {
  std::uint64_t writer = 0;
  std::uint64_t sequence = 0;
};

void tell(const PendingBatch& batch, const AppendResult& result) {
  if (result.status != LogStatus::ok) return;
  const AckLine line{.partition = result.partition,
                     .first = result.first,
                     .end = result.end,
                     .level = static_cast<std::int64_t>(result.level),
                     .writer = batch.writer,
                     .sequence = batch.sequence};
  if (::write(STDOUT_FILENO, &line, sizeof line) != ssize_t{sizeof line}) std::abort();
}

void told_by_log(void* context, const AppendResult& result) {
  tell(*static_cast<const PendingBatch*>(context), result);
}

EmbeddedLogOptions options_for(const std::string& directory) {
  return {.directory = directory,
          .partitions = kPartitions,
          .segment_bytes = Bytes{16 << 10},
          .max_batch_bytes = Bytes{8 << 10}};
}

// A writer has a name of its own in every round, and its sequence numbers begin at 0.
void write_batches(Log& log, std::uint64_t writer, std::uint64_t seed) {
  Random random(seed, writer);
  std::vector<PendingBatch> pending(kBatchesPerWriter);
  std::uint64_t next[kPartitions] = {};
  for (PendingBatch& mine : pending) {
    const auto partition = static_cast<int>(random.index(kPartitions));
    const auto count = static_cast<std::size_t>(1 + random.index(12));
    const AckLevel level = random.index(3) == 0 ? AckLevel::os : AckLevel::fsync;
    mine = {.writer = writer * kPartitions + static_cast<std::uint64_t>(partition),
            .sequence = next[partition]};
    const Batch batch(mine.writer, mine.sequence, count);
    if (random.index(2) == 0) {
      tell(mine, log.append_and_wait(partition, batch.records(), level));
    } else {
      (void)log.append(partition, batch.records(), level, {.call = told_by_log, .context = &mine});
    }
    next[partition] += count;
  }
  (void)log.flush();  // `pending` is waited for
}

int work(const std::string& directory, std::uint64_t seed, bool without_sync) {
  EmbeddedLogOptions options = options_for(directory);
  if (without_sync) {
    options.calls.sync = [](int) { return 0; };
    options.calls.write_durably_at = ::pwrite;
  }
  EmbeddedLog log(options);
  std::vector<std::thread> writers;
  for (std::uint64_t k = 0; k < kWriters; ++k) {
    writers.emplace_back([&log, seed, k] { write_batches(log, seed * kWriters + k, seed); });
  }
  for (std::thread& writer : writers) writer.join();
  (void)log.close();
  return 0;
}

std::vector<AckLine> read_acks() {
  std::vector<AckLine> acks;
  AckLine line;
  while (std::fread(&line, sizeof line, 1, stdin) == 1) acks.push_back(line);
  return acks;
}

// Empty when all is well.
std::string judge(const Drained& drained, const std::vector<AckLine>& acks) {
  if (drained.status != LogStatus::ok) return "reading: " + drained.explanation;
  if (drained.forged > 0) return fmt::format("{} records are not as written", drained.forged);
  std::map<LogOffset, EventId> at;
  std::map<std::uint64_t, std::uint64_t> last;
  for (const ReadRecord& record : drained.records) {
    at[record.offset] = record.id;
    const auto [found, is_new] = last.try_emplace(record.id.high, record.id.low);
    if (!is_new && record.id.low <= found->second) {
      return fmt::format("record {} of writer {} came twice or out of order", record.id.low,
                         record.id.high);
    }
    found->second = record.id.low;
  }
  for (const AckLine& ack : acks) {
    for (LogOffset offset = ack.first; offset < ack.end; ++offset) {
      const EventId wanted =
          event_id(ack.writer, ack.sequence + static_cast<std::uint64_t>(offset - ack.first));
      const auto found = at.find(offset);
      if (found == at.end() || found->second != wanted) {
        return fmt::format("acknowledged and lost: record {} of writer {} at offset {}", wanted.low,
                           wanted.high, offset);
      }
    }
  }
  return {};
}

int verify(const std::string& directory, bool with_os) {
  const std::vector<AckLine> all = read_acks();
  EmbeddedLog log(options_for(directory));
  for (int partition = 0; partition < kPartitions; ++partition) {
    std::vector<AckLine> acks;
    for (const AckLine& ack : all) {
      const bool counts = with_os || ack.level == static_cast<std::int64_t>(AckLevel::fsync);
      if (counts && ack.partition == partition) acks.push_back(ack);
    }
    const std::string wrong = judge(drain(log, partition, 0), acks);
    if (wrong.empty()) continue;
    fmt::print("partition {}: {}\n", partition, wrong);
    return 1;
  }
  const RecoveryReport found = log.recovery();
  fmt::print("{} acknowledged batches, {} torn tails, {} dropped batches\n", all.size(),
             found.torn_tails, found.dropped_batches);
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  const bool works = arguments.size() >= 4 && arguments[1] == "work";
  const bool verifies = arguments.size() >= 3 && arguments[1] == "verify";
  if (works) {
    return work(arguments[2], std::strtoull(arguments[3].c_str(), nullptr, 10),
                arguments.back() == "no-sync");
  }
  if (verifies) return verify(arguments[2], arguments.back() == "os");
  fmt::print(stderr, "usage: log_crash_subject work DIRECTORY SEED | verify DIRECTORY\n");
  return 2;
}

}  // namespace
}  // namespace uslkit::test

int main(int count, char** values) {
  try {
    return uslkit::test::run({values, values + count});
  } catch (const std::exception& error) {
    fmt::print("{}\n", error.what());
    return 1;
  }
}
