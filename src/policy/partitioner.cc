#include "policy/partitioner.h"

#include "base/check.h"

namespace uslkit {

Partitioner::Partitioner(const PartitionerOptions& options)
    : options_(options), rule_(make_rule(options)) {}

void Partitioner::resize(std::uint32_t partitions) {
  options_.partitions = partitions;
  rule_ = make_rule(options_);
}

Partitioner::Rule Partitioner::make_rule(const PartitionerOptions& options) {
  using Kind = PartitionerOptions::Kind;
  switch (options.kind) {
    case Kind::hash:
      return HashPartitioner({.partitions = options.partitions});
    case Kind::range:
      return RangePartitioner({.partitions = options.partitions, .keys = options.keys});
    case Kind::directory:
      return DirectoryPartitioner({.partitions = options.partitions, .entries = options.directory});
    case Kind::ring:
      return HashRing({.nodes = options.partitions,
                       .virtual_nodes = options.virtual_nodes,
                       .seed = options.seed});
    case Kind::geography:
      return GeoPartitioner({.partitions = options.partitions, .regions = options.regions});
  }
  USLKIT_CHECK(false);
  return HashPartitioner({});
}

}  // namespace uslkit
