#include "pipeline/log/recover_partition.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

#include "pipeline/log/scan_segment.h"

namespace uslkit {
namespace {

constexpr std::size_t kSequenceDigits = 12;

std::int64_t sequence_of(const std::filesystem::path& path) {
  const std::string stem = path.stem().string();
  std::int64_t sequence = -1;
  const std::from_chars_result read =
      std::from_chars(stem.data(), stem.data() + stem.size(), sequence);
  if (stem.size() != kSequenceDigits || read.ec != std::errc{} ||
      read.ptr != stem.data() + stem.size()) {
    refuse_file(path.string(), "a segment file whose name is no number of 12 digits",
                "only the files that uslkit made", "remove the copy from the log's directory");
  }
  return sequence;
}

struct Listing {
  std::vector<std::int64_t> sequences{};  // ascending
  std::vector<std::string> spares{};
};

// Removes what a killed process left half made.
Listing list_directory(const std::string& directory) {
  Listing listing;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() == ".log") listing.sequences.push_back(sequence_of(path));
    if (path.extension() == ".spare") listing.spares.push_back(path.string());
    if (path.extension() == ".tmp") ::unlink(path.c_str());
  }
  std::sort(listing.sequences.begin(), listing.sequences.end());
  return listing;
}

Checkpoint known_checkpoint(const std::string& directory, const Listing& listing,
                            CheckpointFile& file) {
  if (const std::optional<Checkpoint> found = file.read()) return *found;
  if (!listing.sequences.empty()) {
    refuse_file(directory + "/checkpoint", "no whole checkpoint beside the segments of a log",
                "the checkpoint that was written with them", "restore the directory from a copy");
  }
  const Checkpoint fresh{.counter = 1};
  if (const int error = file.write(fresh)) throw_disk_error(directory, "write a checkpoint", error);
  if (const int error = sync_directory(directory)) throw_disk_error(directory, "sync", error);
  return fresh;
}

// Retention was recorded but not finished.
void remove_retired(const std::string& directory, Listing& listing, const Checkpoint& checkpoint) {
  auto kept = std::lower_bound(listing.sequences.begin(), listing.sequences.end(),
                               checkpoint.first_sequence);
  for (auto retired = listing.sequences.begin(); retired != kept; ++retired) {
    ::unlink(segment_path(directory, *retired).c_str());
    ::unlink(index_path(directory, *retired).c_str());
  }
  listing.sequences.erase(listing.sequences.begin(), kept);
}

void check_none_missing(const std::string& directory, const Listing& listing,
                        const Checkpoint& checkpoint) {
  std::int64_t expected = checkpoint.first_sequence;
  for (const std::int64_t sequence : listing.sequences) {
    if (sequence != expected) break;
    ++expected;
  }
  const bool gap = !listing.sequences.empty() && expected <= listing.sequences.back();
  if (gap || expected <= checkpoint.last_sequence) {
    refuse_file(segment_path(directory, expected), "no such file, though the log has this segment",
                fmt::format("all segments from {:012} on", checkpoint.first_sequence),
                "it was removed or renamed: restore it from a copy");
  }
}

std::optional<IndexFile> read_index(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return decode_index(text);
}

SegmentPtr scan(SegmentPtr segment, const std::string& directory, const EmbeddedLogOptions& options,
                RecoveryReport& report) {
  const std::string path = index_path(directory, segment->sequence);
  const bool has_index = std::filesystem::exists(path);
  const std::optional<IndexFile> index = has_index ? read_index(path) : std::nullopt;
  ++report.segments;
  if (index && options.verify == VerifyAtOpen::tail && trust_index(*segment, *index)) {
    ++report.trusted_indexes;
    segment->indexed = true;
    return segment;
  }
  report.batches += scan_segment(*segment);
  segment->indexed = index && *index == index_of(*segment);
  if (has_index && !segment->indexed) ++report.rebuilt_indexes;
  return segment;
}

// Where the unbroken run of offsets ends.
struct Chain {
  std::size_t last = 0;  // segment of the last batch; the first one if there is none
  LogOffset end = 0;
};

bool joins(const Segment& segment, LogOffset end) {
  return segment.base == end || (segment.begins_with_skip && segment.base > end);
}

Chain follow(const std::vector<SegmentPtr>& all, LogOffset begin) {
  Chain chain{.end = begin};
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (all[k]->empty()) continue;
    if (!joins(*all[k], chain.end)) break;
    chain = {.last = k, .end = all[k]->end};
  }
  return chain;
}

struct Testimony {
  LogOffset durable_end = 0;
  std::int64_t later_in_last = 0;  // whole batches behind the end, in the chain's last segment
  std::int64_t later_elsewhere = 0;
  bool torn = false;
};

Testimony hear_witnesses(const std::vector<SegmentPtr>& all, const Chain& chain,
                         LogOffset checkpointed) {
  Testimony testimony{.durable_end = checkpointed};
  for (std::size_t k = 0; k < all.size(); ++k) {
    const Segment& segment = *all[k];
    testimony.durable_end = std::max(testimony.durable_end, segment.witness);
    if (k < chain.last) continue;
    const LaterBatches later = find_later_batches(segment);
    testimony.durable_end = std::max(testimony.durable_end, later.witness);
    if (k == chain.last) {
      testimony.later_in_last += later.count;
      testimony.torn = later.torn;
    } else {
      testimony.later_elsewhere += later.count + (segment.empty() ? 0 : 1);
    }
  }
  return testimony;
}

// The bad place is at the chain's end, unless the next segment holds bytes but no whole first
// batch.
[[noreturn]] void refuse_damage(const std::vector<SegmentPtr>& all, const Chain& chain,
                                LogOffset durable_end) {
  std::size_t bad = chain.last;
  if (bad + 1 < all.size() && all[bad + 1]->empty()) {
    const LaterBatches later = find_later_batches(*all[bad + 1]);
    if (later.torn || later.count > 0) ++bad;
  }
  const Segment& segment = *all[bad];
  refuse_file(
      segment.path,
      fmt::format("a damaged or missing batch at byte {}, offset {}, though everything below "
                  "offset {} was durable",
                  segment.bytes, chain.end, durable_end),
      "whole batches up to the durable end",
      "restore the segment from a copy; uslkit does not skip over lost events by itself");
}

// What lies behind the chain was never durable: later segments start anew.
void cut_tail(const std::vector<SegmentPtr>& all, std::size_t last, int partition,
              const DiskCalls& calls) {
  for (std::size_t k = last + 1; k < all.size(); ++k) {
    Segment& segment = *all[k];
    if (const int error = empty_segment(segment, partition, calls)) {
      throw_disk_error(segment.path, "write a header", error);
    }
  }
}

void make_durable(const RecoveredPartition& recovered, LogOffset durable_end,
                  const DiskCalls& calls) {
  for (const SegmentPtr& segment : recovered.segments) {
    const bool known = segment->indexed && segment->end <= durable_end;
    if (segment->empty() || known) continue;
    if (calls.sync(segment->file.number()) != 0) throw_disk_error(segment->path, "sync", errno);
  }
}

}  // namespace

void RecoveryReport::add(const RecoveryReport& other) {
  segments += other.segments;
  batches += other.batches;
  torn_tails += other.torn_tails;
  dropped_batches += other.dropped_batches;
  healed_headers += other.healed_headers;
  trusted_indexes += other.trusted_indexes;
  rebuilt_indexes += other.rebuilt_indexes;
}

RecoveredPartition recover_partition(const std::string& directory, int partition,
                                     const EmbeddedLogOptions& options,
                                     CheckpointFile& checkpoint_file) {
  RecoveredPartition recovered;
  Listing listing = list_directory(directory);
  const Checkpoint checkpoint = known_checkpoint(directory, listing, checkpoint_file);
  remove_retired(directory, listing, checkpoint);
  check_none_missing(directory, listing, checkpoint);

  // From here on the set of segments is complete; what is in them is in question.
  std::vector<SegmentPtr>& all = recovered.segments;
  for (const std::int64_t sequence : listing.sequences) {
    SegmentPtr segment = open_segment(directory, partition, sequence, options.segment_bytes.count,
                                      recovered.report.healed_headers);
    all.push_back(scan(std::move(segment), directory, options, recovered.report));
  }
  const Chain chain = follow(all, checkpoint.begin);
  const Testimony testimony = hear_witnesses(all, chain, checkpoint.durable_end);
  if (chain.end < testimony.durable_end && !all.empty()) {
    refuse_damage(all, chain, testimony.durable_end);
  }
  if (testimony.later_elsewhere > 0) cut_tail(all, chain.last, partition, options.calls);

  recovered.report.dropped_batches = testimony.later_in_last + testimony.later_elsewhere;
  const bool cut = testimony.torn || recovered.report.dropped_batches > 0;
  recovered.report.torn_tails = cut ? 1 : 0;
  // Behind the cut whole batches of this life may lie, so appends go on in another segment.
  recovered.active = chain.last + (testimony.later_in_last > 0 ? 1 : 0);
  recovered.next_sequence = checkpoint.first_sequence + static_cast<std::int64_t>(all.size());
  recovered.spares = std::move(listing.spares);
  recovered.begin = checkpoint.begin;
  recovered.end = chain.end;
  recovered.checkpoint = checkpoint;
  make_durable(recovered, testimony.durable_end, options.calls);
  return recovered;
}

}  // namespace uslkit
