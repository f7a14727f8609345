// What a log makes of files that were torn, flipped, moved or filled: never a wrong record.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/input_error.h"
#include "pipeline/log/embedded_log.h"
#include "tests/pipeline/log_conformance.h"
#include "tests/pipeline/temporary_directory.h"

namespace uslkit {
namespace {

namespace fs = std::filesystem;
using test::Batch;
using test::drain;
using test::Drained;
using test::Medium;
using test::TemporaryDirectory;

// Files are judged here, not disks: syncs would only cost time.
DiskCalls without_syncs() {
  return {.write_at = ::pwrite, .sync = [](int) { return 0; }, .write_durably_at = ::pwrite};
}

EmbeddedLogOptions options_for(const std::string& directory) {
  return {.directory = directory,
          .partitions = 1,
          .segment_bytes = Bytes{8 << 10},
          .max_batch_bytes = Bytes{4 << 10},
          .read_bytes = Bytes{4 << 10},
          .calls = without_syncs()};
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

fs::path partition_of(const std::string& directory) {
  return fs::path(directory) / "partition-0000";
}

std::vector<fs::path> files_with(const std::string& directory, const std::string& extension) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(partition_of(directory))) {
    if (entry.path().extension() == extension) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// The keeper works on while files are copied: the checkpoint comes first, since segments are made
// before they are recorded in it.
void copy_as_it_is(const std::string& from, const std::string& to) {
  fs::create_directories(partition_of(to));
  fs::copy_file(fs::path(from) / "layout", fs::path(to) / "layout");
  fs::copy_file(partition_of(from) / "checkpoint", partition_of(to) / "checkpoint");
  for (const fs::path& segment : files_with(from, ".log")) {
    fs::copy_file(segment, partition_of(to) / segment.filename());
  }
}

// A log as a kill leaves it: copied while it is open, so that no clean end is recorded. Syncs are
// real, so batches testify how far the log was durable.
class KilledLog {
 public:
  KilledLog(std::size_t batches, std::size_t records, AckLevel level) {
    EmbeddedLog log(options_for(original_.path()));
    for (std::size_t k = 0; k < batches; ++k) {
      const Batch batch(1, k * records, records);
      const AppendResult result = log.append_and_wait(0, batch.records(), level);
      REQUIRE(result.status == LogStatus::ok);
      ends_.push_back(result.end);
    }
    copy_as_it_is(original_.path(), copy_.path());
    for (const auto& entry : fs::directory_iterator(partition_of(copy_.path()))) {
      files_.emplace_back(entry.path(), bytes_of(entry.path()));
    }
  }
  // As it was when it was killed.
  void restore() const {
    for (const auto& entry : fs::directory_iterator(partition_of(copy_.path()))) {
      fs::remove(entry.path());
    }
    for (const auto& [path, bytes] : files_) write_bytes(path, bytes);
  }
  [[nodiscard]] const std::string& path() const { return copy_.path(); }
  [[nodiscard]] const std::vector<LogOffset>& ends() const { return ends_; }

 private:
  TemporaryDirectory original_{Medium::memory};
  TemporaryDirectory copy_{Medium::memory};
  std::vector<LogOffset> ends_;
  std::vector<std::pair<fs::path, std::string>> files_;
};

struct Outcome {
  std::string refusal{};  // empty: it opened
  Drained drained{};
  RecoveryReport report{};
};

Outcome open_and_drain(const std::string& directory, VerifyAtOpen verify = VerifyAtOpen::all) {
  Outcome outcome;
  EmbeddedLogOptions options = options_for(directory);
  options.verify = verify;
  try {
    EmbeddedLog log(options);
    outcome.report = log.recovery();
    outcome.drained = drain(log, 0, log.offsets(0).begin);
  } catch (const InputError& error) {
    outcome.refusal = error.what();
  }
  return outcome;
}

// Records 0 .. n-1 exactly, none forged.
bool is_prefix(const Drained& drained) {
  for (std::size_t k = 0; k < drained.records.size(); ++k) {
    if (drained.records[k].offset != static_cast<LogOffset>(k)) return false;
    if (drained.records[k].id.low != k) return false;
  }
  return drained.forged == 0;
}

TEST_CASE("a tail torn at any byte is cut to whole batches, and the log goes on") {
  const KilledLog killed(4, 3, AckLevel::os);
  const fs::path segment = files_with(killed.path(), ".log").front();
  const std::string whole = bytes_of(segment);
  std::int64_t shortest = 12;
  for (std::size_t size = static_cast<std::size_t>(kSegmentHeaderBytes); size < whole.size();
       ++size) {
    CAPTURE(size);
    killed.restore();
    write_bytes(segment, whole.substr(0, size));
    const Outcome outcome = open_and_drain(killed.path());
    REQUIRE(outcome.refusal.empty());
    REQUIRE(outcome.drained.status == LogStatus::ok);
    REQUIRE(is_prefix(outcome.drained));
    REQUIRE(outcome.drained.records.size() % 3 == 0);
    shortest = std::min(shortest, std::ssize(outcome.drained.records));
  }
  CHECK(shortest == 0);
}

TEST_CASE("a tail filled with zeros from any byte on is cut to whole batches") {
  const KilledLog killed(3, 2, AckLevel::os);
  const fs::path segment = files_with(killed.path(), ".log").front();
  const std::string whole = bytes_of(segment);
  for (std::size_t from = static_cast<std::size_t>(kSegmentHeaderBytes); from < whole.size();
       from += 3) {
    killed.restore();
    std::string zeroed = whole;
    std::fill(zeroed.begin() + static_cast<std::ptrdiff_t>(from), zeroed.end(), '\0');
    write_bytes(segment, zeroed + std::string(1000, '\0'));
    const Outcome outcome = open_and_drain(killed.path());
    REQUIRE(outcome.refusal.empty());
    REQUIRE(is_prefix(outcome.drained));
  }
}

TEST_CASE("after a torn tail new records follow the old ones, and nothing cut comes back") {
  const KilledLog killed(6, 3, AckLevel::os);
  const fs::path segment = files_with(killed.path(), ".log").front();
  std::string torn = bytes_of(segment);
  // The first batch is spoiled, five whole ones lie behind it: none was ever durable.
  torn[static_cast<std::size_t>(kSegmentHeaderBytes) + 60] ^= 1;
  write_bytes(segment, torn);
  {
    EmbeddedLog log(options_for(killed.path()));
    CHECK(log.recovery().dropped_batches == 5);
    CHECK(log.recovery().torn_tails == 1);
    CHECK(log.offsets(0).end == 0);
    for (std::uint64_t k = 0; k < 4; ++k) {
      const Batch batch(7, k, 1);
      REQUIRE(log.append_and_wait(0, batch.records(), AckLevel::fsync).first ==
              static_cast<LogOffset>(k));
    }
  }
  const Outcome outcome = open_and_drain(killed.path());
  REQUIRE(outcome.refusal.empty());
  REQUIRE(outcome.drained.records.size() == 4);
  for (const test::ReadRecord& record : outcome.drained.records) CHECK(record.id.high == 7);
}

// Every batch but the last one testifies that the one before it was durable.
TEST_CASE("a flipped bit in any byte is refused, cut or healed, never served") {
  const KilledLog killed(4, 2, AckLevel::fsync);
  const LogOffset testified = killed.ends()[killed.ends().size() - 2];
  for (const fs::path& path : files_with(killed.path(), ".log")) {
    const std::string whole = bytes_of(path);
    std::int64_t refused = 0;
    std::int64_t cut = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      CAPTURE(at);
      killed.restore();
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
      write_bytes(path, flipped);
      const Outcome outcome = open_and_drain(killed.path());
      if (!outcome.refusal.empty()) {
        ++refused;
        REQUIRE(outcome.refusal.find(path.string()) == 0);
        REQUIRE(outcome.refusal.find("at byte") != std::string::npos);
        continue;
      }
      REQUIRE(outcome.drained.status == LogStatus::ok);
      REQUIRE(is_prefix(outcome.drained));
      REQUIRE(std::ssize(outcome.drained.records) >= testified);
      if (outcome.drained.records.size() < 8) ++cut;
    }
    MESSAGE(path.filename().string()
            << ": " << whole.size() << " flips, " << refused << " refused, " << cut << " cut");
    // The segment that was prewritten for what comes next holds nothing that could be lost.
    const bool holds_batches =
        whole.find_first_not_of('\0', static_cast<std::size_t>(kSegmentHeaderBytes)) !=
        std::string::npos;
    if (holds_batches) {
      CHECK(refused + cut >= static_cast<std::int64_t>(whole.size()) - kSegmentHeaderBytes);
    } else {
      CHECK(cut == 0);
    }
  }
}

TEST_CASE("after a clean end a flipped bit in any batch is refused") {
  const KilledLog killed(3, 2, AckLevel::fsync);
  { const EmbeddedLog log(options_for(killed.path())); }  // opens and closes
  const fs::path path = files_with(killed.path(), ".log").front();
  const std::string whole = bytes_of(path);
  for (std::size_t at = static_cast<std::size_t>(kSegmentHeaderBytes); at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    write_bytes(path, flipped);
    REQUIRE(open_and_drain(killed.path()).refusal.find(path.string()) == 0);
  }
}

TEST_CASE("a bit that flips under an open log is a damaged read with file, byte and offset") {
  const TemporaryDirectory directory(Medium::memory);
  EmbeddedLog log(options_for(directory.path()));
  test::append_all(log, 0, 1, 6, 2, AckLevel::fsync);
  const fs::path path = files_with(directory.path(), ".log").front();
  const std::unique_ptr<LogReader> reader = log.reader(0);
  REQUIRE(reader->read(0, 2) == LogStatus::ok);
  {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(fs::file_size(path)) - 20);
    file << "spoiled";
  }
  REQUIRE(reader->read(2, 10) == LogStatus::ok);
  CHECK(reader->records().size() == 2);
  CHECK(reader->read(4, 10) == LogStatus::damaged);
  CHECK(reader->records().empty());
  CHECK(reader->explain().find(path.string() + ": a damaged batch at byte ") == 0);
  CHECK(reader->explain().find("should hold offset 4") != std::string::npos);
  CHECK(log.counters().damaged_reads == 2);
}

// A dozen segments, cleanly closed.
class ManySegments {
 public:
  ManySegments() {
    EmbeddedLog log(options_for(directory_.path()));
    test::append_all(log, 0, 1, 300, 5, AckLevel::fsync);
    REQUIRE(log.close() == LogStatus::ok);
  }
  [[nodiscard]] const std::string& path() const { return directory_.path(); }
  [[nodiscard]] fs::path segment(std::size_t k) const { return files_with(path(), ".log").at(k); }
  [[nodiscard]] fs::path index(std::size_t k) const { return files_with(path(), ".index").at(k); }

 private:
  TemporaryDirectory directory_{Medium::memory};
};

TEST_CASE("damage in the middle is refused with segment, byte and offset") {
  const ManySegments log;
  const fs::path path = log.segment(2);
  std::string bytes = bytes_of(path);
  bytes[static_cast<std::size_t>(kSegmentHeaderBytes) + 100] ^= 4;
  write_bytes(path, bytes);
  const std::string refusal = open_and_drain(log.path()).refusal;
  CHECK(refusal.find(path.string() + ": error: found a damaged or missing batch at byte 4096, "
                                     "offset ") == 0);
  CHECK(refusal.find("though everything below offset 300 was durable") != std::string::npos);
  CHECK(refusal.find("hint: restore the segment from a copy") != std::string::npos);
}

TEST_CASE("a missing segment is refused by name, wherever it is missing") {
  const std::size_t count = files_with(ManySegments().path(), ".log").size();
  for (std::size_t k = 0; k < count; ++k) {
    CAPTURE(k);
    const ManySegments log;
    const fs::path path = log.segment(k);
    fs::remove(path);
    CHECK(open_and_drain(log.path()).refusal.find(path.string() + ": error: found no such file") ==
          0);
  }
}

TEST_CASE("renamed, swapped, copied and foreign segments are refused by name") {
  {
    const ManySegments log;
    const fs::path path = log.segment(1);
    fs::rename(path, partition_of(log.path()) / "000000000900.log");
    CHECK(open_and_drain(log.path()).refusal.find(path.string() + ": error: found no such file") ==
          0);
  }
  {
    const ManySegments log;
    const fs::path other = log.segment(2);
    fs::copy_file(log.segment(1), other, fs::copy_options::overwrite_existing);
    CHECK(open_and_drain(log.path())
              .refusal.find(other.string() + ": error: found segment number 1") == 0);
  }
  {
    const ManySegments log;
    const fs::path copy = partition_of(log.path()) / "000000000001 (copy).log";
    fs::copy_file(log.segment(1), copy);
    CHECK(
        open_and_drain(log.path()).refusal.find(copy.string() + ": error: found a segment file") ==
        0);
  }
  {
    const ManySegments log;
    const ManySegments foreign;  // its batches are of another life
    const fs::path path = log.segment(1);
    fs::copy_file(foreign.segment(1), path, fs::copy_options::overwrite_existing);
    const Outcome outcome = open_and_drain(log.path());
    // The same records at the same offsets were written: nothing tells the two files apart.
    CHECK(is_prefix(outcome.drained));
  }
}

TEST_CASE("a segment of another version is refused with both versions") {
  const ManySegments log;
  const fs::path path = log.segment(1);
  std::string bytes = bytes_of(path);
  // Both copies of the header, rewritten as a later version would: with a right checksum.
  for (const std::size_t at : {std::size_t{0}, std::size_t{2048}}) bytes[at + 12] = 9;
  write_bytes(path, bytes);
  CHECK(open_and_drain(log.path()).refusal.find(path.string()) == 0);
}

TEST_CASE("one bad copy of a header is healed, two are refused") {
  const ManySegments log;
  const fs::path path = log.segment(1);
  std::string bytes = bytes_of(path);
  bytes[20] ^= 1;
  write_bytes(path, bytes);
  const Outcome healed = open_and_drain(log.path());
  CHECK(healed.refusal.empty());
  CHECK(healed.report.healed_headers == 1);
  bytes[2048 + 20] ^= 1;
  write_bytes(path, bytes);
  CHECK(open_and_drain(log.path())
            .refusal.find(path.string() + ": error: found no whole segment header") == 0);
}

TEST_CASE("a flipped bit in any byte of the checkpoint changes nothing") {
  const ManySegments log;
  const fs::path path = partition_of(log.path()) / "checkpoint";
  const std::string whole = bytes_of(path);
  for (std::size_t at = 0; at < whole.size(); at += 5) {
    std::string flipped = whole;
    flipped[at] ^= 2;
    write_bytes(path, flipped);
    const Outcome outcome = open_and_drain(log.path());
    REQUIRE(outcome.refusal.empty());
    REQUIRE(outcome.drained.records.size() == 300);
  }
}

TEST_CASE("a missing checkpoint beside segments is refused") {
  const ManySegments log;
  fs::remove(partition_of(log.path()) / "checkpoint");
  CHECK(open_and_drain(log.path()).refusal.find("no whole checkpoint") != std::string::npos);
}

TEST_CASE("indexes save reading at open, and any harm to them is mended from the segments") {
  const ManySegments log;
  const std::int64_t indexes = std::ssize(files_with(log.path(), ".index"));
  REQUIRE(indexes >= 3);
  const Outcome quick = open_and_drain(log.path(), VerifyAtOpen::tail);
  CHECK(quick.report.trusted_indexes == indexes);
  CHECK(quick.drained.records.size() == 300);

  const fs::path path = log.index(1);
  const std::string whole = bytes_of(path);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] ^= 8;
    write_bytes(path, flipped);
    const Outcome outcome = open_and_drain(log.path(), VerifyAtOpen::tail);
    REQUIRE(outcome.refusal.empty());
    REQUIRE(outcome.report.rebuilt_indexes == 1);
    REQUIRE(outcome.drained.records.size() == 300);
  }
  fs::remove(path);
  CHECK(open_and_drain(log.path(), VerifyAtOpen::tail).drained.records.size() == 300);
}

TEST_CASE("an index that is ahead of its segment is not believed") {
  const ManySegments log;
  const fs::path index_path = log.index(1);
  const IndexFile right = decode_index(bytes_of(index_path)).value();
  for (const int what : {0, 1, 2, 3}) {
    IndexFile ahead = right;
    if (what == 0) ahead.end += 1;
    if (what == 1) ahead.bytes += 64;
    if (what == 2) ahead.entries.push_back({.offset = right.end, .position = right.bytes});
    if (what == 3) ahead.entries.back().position += 8;
    write_bytes(index_path, encode_index(ahead));
    const Outcome outcome = open_and_drain(log.path(), VerifyAtOpen::tail);
    CHECK(outcome.refusal.empty());
    CHECK(outcome.report.rebuilt_indexes == (what == 2 ? 0 : 1));
    CHECK(outcome.drained.records.size() == 300);
    CHECK(is_prefix(outcome.drained));
  }
}

TEST_CASE("an index that vouches for a segment does not hide damage in it") {
  const ManySegments log;
  const fs::path path = log.segment(1);
  std::string bytes = bytes_of(path);
  bytes[static_cast<std::size_t>(kSegmentHeaderBytes) + 100] ^= 4;
  write_bytes(path, bytes);
  const Outcome outcome = open_and_drain(log.path(), VerifyAtOpen::tail);
  const bool noticed = !outcome.refusal.empty() || outcome.drained.status == LogStatus::damaged;
  CHECK(noticed);
  CHECK(is_prefix(outcome.drained));
}

TEST_CASE("half made files of a killed process are swept up") {
  const ManySegments log;
  const fs::path left = partition_of(log.path()) / "000000000099.log.tmp";
  write_bytes(left, "half");
  CHECK(open_and_drain(log.path()).drained.records.size() == 300);
  CHECK(!fs::exists(left));
}

TEST_CASE("a payload that looks like batches is never taken for one") {
  const TemporaryDirectory directory(Medium::memory);
  std::string forged;
  {
    EmbeddedLog log(options_for(directory.path()));
    test::append_all(log, 0, 1, 4, 2, AckLevel::fsync);
    forged = bytes_of(files_with(directory.path(), ".log").front())
                 .substr(static_cast<std::size_t>(kSegmentHeaderBytes), 1500);
  }
  // An earlier life's batches as a payload: whole, checksummed, but of another salt.
  const TemporaryDirectory victim(Medium::memory);
  EmbeddedLogOptions options = options_for(victim.path());
  {
    EmbeddedLog log(options);
    const LogRecord record{.payload = forged};
    REQUIRE(log.append_and_wait(0, {&record, 1}, AckLevel::os).status == LogStatus::ok);
    copy_as_it_is(victim.path(), victim.path() + "-killed");
  }
  options.directory = victim.path() + "-killed";
  const fs::path path = files_with(options.directory, ".log").front();
  std::string torn = bytes_of(path);
  torn[static_cast<std::size_t>(kSegmentHeaderBytes) + 30] ^= 1;
  write_bytes(path, torn);
  {
    EmbeddedLog log(options);
    CHECK(log.recovery().dropped_batches == 0);
    CHECK(log.offsets(0).end == 0);
  }
  fs::remove_all(options.directory);
}

}  // namespace
}  // namespace uslkit
