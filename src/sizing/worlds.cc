#include "sizing/worlds.h"

#include <algorithm>
#include <variant>

#include "base/check.h"
#include "base/indexed_draw.h"

namespace uslkit {
namespace {

// A quantity with a quantile function over the standard normal.
class NormalDraws {
 public:
  NormalDraws(std::uint64_t seed, const char* name) : stream_(seed, name) {}

  template <class Uncertain>
  [[nodiscard]] double of(const Uncertain& quantity, std::uint64_t index) const {
    return value_at(quantity, stream_.normal(index));
  }

 private:
  DrawStream stream_;
};

class CapacityDraws {
 public:
  CapacityDraws(const WorkerCapacity& capacity, std::uint64_t seed, const char* name)
      : capacity_(capacity), likely_(likely_value(capacity)), stream_(seed, name) {}

  [[nodiscard]] UslParameters at(std::uint64_t index) const {
    if (const RateRange* range = std::get_if<RateRange>(&capacity_)) {
      return {.gamma = value_at(UncertainRate(*range), stream_.normal(index))};
    }
    const FitCapacity* fit = std::get_if<FitCapacity>(&capacity_);
    if (fit == nullptr || fit->draws.empty()) return likely_;
    const double row = stream_.uniform(index) * static_cast<double>(fit->draws.size());
    return fit->draws[std::min(static_cast<std::size_t>(row), fit->draws.size() - 1)];
  }

 private:
  const WorkerCapacity& capacity_;
  UslParameters likely_;
  DrawStream stream_;
};

bool is_open(const WorkerCapacity& capacity) {
  if (std::holds_alternative<RateRange>(capacity)) return true;
  const FitCapacity* fit = std::get_if<FitCapacity>(&capacity);
  return fit != nullptr && !fit->draws.empty();
}

}  // namespace

std::vector<World> draw_worlds(const SizingRequest& request, std::uint64_t seed, std::int64_t count,
                               StopRequest stop) {
  USLKIT_CHECK(count >= 1);
  const NormalDraws load(seed, "sizing/load factor");
  const NormalDraws overhead(seed, "sizing/batch overhead");
  const NormalDraws validation(seed, "sizing/validation");
  const CapacityDraws consumer(request.consumers.capacity, seed, "sizing/consumer capacity");
  const WorkerCapacity none;
  const CapacityDraws database(request.database ? request.database->capacity : none, seed,
                               "sizing/database capacity");
  // Reserved, not filled: the pages of millions of worlds come one by one, so that `stop` is heard.
  std::vector<World> worlds;
  worlds.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
    throw_if_stopped(stop);
    World world{.load_factor = load.of(request.load_factor, i),
                .consumer = consumer.at(i),
                .batch_overhead = overhead.of(request.consumers.batch_overhead, i),
                .database = database.at(i),
                .validation = validation.of(request.ingress.validation, i)};
    // A full batch cannot take longer than its events: what a draw says beyond is overhead alone.
    world.batch_overhead =
        std::min(world.batch_overhead,
                 static_cast<double>(request.consumers.batch_size) / world.consumer.gamma);
    worlds.push_back(world);
  }
  return worlds;
}

bool has_uncertainty(const SizingRequest& request) {
  return std::holds_alternative<FactorRange>(request.load_factor) ||
         std::holds_alternative<DurationRange>(request.consumers.batch_overhead) ||
         std::holds_alternative<DurationRange>(request.ingress.validation) ||
         is_open(request.consumers.capacity) ||
         (request.database && is_open(request.database->capacity));
}

}  // namespace uslkit
