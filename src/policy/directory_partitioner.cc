#include "policy/directory_partitioner.h"

#include "base/check.h"

namespace uslkit {

void DirectoryPartitionerOptions::check() const {
  USLKIT_CHECK(partitions >= 1);
  for (const Entry& entry : entries) USLKIT_CHECK(entry.partition < partitions);
}

DirectoryPartitioner::DirectoryPartitioner(const DirectoryPartitionerOptions& options)
    : entries_(options.entries), others_({.partitions = options.partitions}) {
  options.check();
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.key < b.key; });
  const bool twice =
      std::adjacent_find(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
        return a.key == b.key;
      }) != entries_.end();
  USLKIT_CHECK(!twice);
}

}  // namespace uslkit
