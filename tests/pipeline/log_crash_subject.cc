// The embedded log as the subject of crash_campaign: appends for ever with several writers and
// tells every acknowledgement, and later checks what is there against what was told.
//
//   log_crash_subject work DIRECTORY SEED     acknowledgements to stdout, until killed
//   log_crash_subject verify DIRECTORY [os]   acknowledgements of all rounds from stdin
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
constexpr int kDiskFailedExit = 3;  // of a worker whose log could not be opened
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

int work(const std::string& directory, std::uint64_t seed) {
  EmbeddedLog log(options_for(directory));
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

struct Counts {
  std::int64_t acknowledged = 0;
  std::int64_t lost = 0;
  std::int64_t twice = 0;
  std::int64_t out_of_order = 0;
};

// Empty when all is well.
std::string judge(const Drained& drained, const std::vector<AckLine>& acks, Counts& counts) {
  if (drained.status != LogStatus::ok) return "reading: " + drained.explanation;
  if (drained.forged > 0) return fmt::format("{} records are not as written", drained.forged);
  std::map<LogOffset, EventId> at;
  std::map<std::uint64_t, std::uint64_t> last;
  for (const ReadRecord& record : drained.records) {
    at[record.offset] = record.id;
    const auto [found, is_new] = last.try_emplace(record.id.high, record.id.low);
    if (!is_new && record.id.low <= found->second) {
      ++(record.id.low == found->second ? counts.twice : counts.out_of_order);
      return fmt::format("record {} of writer {} came twice or out of order", record.id.low,
                         record.id.high);
    }
    found->second = record.id.low;
  }
  std::string wrong;
  for (const AckLine& ack : acks) {
    counts.acknowledged += ack.end - ack.first;
    for (LogOffset offset = ack.first; offset < ack.end; ++offset) {
      const EventId wanted =
          event_id(ack.writer, ack.sequence + static_cast<std::uint64_t>(offset - ack.first));
      const auto found = at.find(offset);
      if (found == at.end() || found->second != wanted) {
        ++counts.lost;
        wrong = fmt::format("acknowledged and lost: record {} of writer {} at offset {}",
                            wanted.low, wanted.high, offset);
      }
    }
  }
  return wrong;
}

int verify(const std::string& directory, bool with_os) {
  const std::vector<AckLine> all = read_acks();
  EmbeddedLog log(options_for(directory));
  Counts counts;
  std::string wrong;
  for (int partition = 0; partition < kPartitions; ++partition) {
    std::vector<AckLine> acks;
    for (const AckLine& ack : all) {
      const bool is_told = with_os || ack.level == static_cast<std::int64_t>(AckLevel::fsync);
      if (is_told && ack.partition == partition) acks.push_back(ack);
    }
    const std::string here = judge(drain(log, partition, 0), acks, counts);
    if (!here.empty()) wrong += fmt::format("partition {}: {}\n", partition, here);
  }
  const RecoveryReport found = log.recovery();
  fmt::print("acknowledged={} lost={} twice={} out_of_order={}\n", counts.acknowledged, counts.lost,
             counts.twice, counts.out_of_order);
  fmt::print("{} torn tails, {} dropped batches\n{}", found.torn_tails, found.dropped_batches,
             wrong);
  return wrong.empty() ? 0 : 1;
}

int run(const std::vector<std::string>& arguments) {
  const bool works = arguments.size() >= 4 && arguments[1] == "work";
  const bool verifies = arguments.size() >= 3 && arguments[1] == "verify";
  if (works) {
    return work(arguments[2], std::strtoull(arguments[3].c_str(), nullptr, 10));
  }
  if (verifies) return verify(arguments[2], arguments.back() == "os");
  fmt::print(stderr, "usage: log_crash_subject work DIRECTORY SEED | verify DIRECTORY\n");
  return 2;
}

}  // namespace
}  // namespace uslkit::test

int main(int count, char** values) {
  const bool works = count > 1 && std::string_view(values[1]) == "work";
  try {
    return uslkit::test::run({values, values + count});
  } catch (const std::exception& error) {
    fmt::print(works ? stderr : stdout, "{}\n", error.what());
    return works ? uslkit::test::kDiskFailedExit : 1;
  }
}
