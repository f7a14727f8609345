// EventFormat: the JSON text of one class's events, from pieces made beforehand.
//
//   {"id":"<32 hex>","tenant":7,"ts":<us>,"type":"orders","key":"t7-3","payload":{"pad":"xxx"}}
//
// The id is time (us, 14 digits), run (6), class (2), number (10), all hexadecimal: unique over
// runs, in the order of time, and the same in every attempt. An invalid event has no `type`; the
// payload of a poisonous one begins with "poison":true. Padded to the class's `size` where that is
// more than the fields need.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/load/attempt.h"

namespace uslkit {

struct ClassPlan;
class LoadPlan;

inline constexpr std::size_t kIdBytes = 32;

class EventFormat {
 public:
  // Keeps a reference to the class's plan.
  EventFormat(const ClassPlan& of, const LoadPlan& plan);

  // Appends nothing but the text itself: at most most_bytes() from `to`, whose end is returned.
  // `ts`: microseconds since the Unix epoch of its birth, 0 .. 1e16 - 1.
  [[nodiscard]] char* write(char* to, const Attempt& attempt, std::int64_t ts) const;
  [[nodiscard]] std::size_t most_bytes() const { return most_bytes_; }
  // What the fields of the longest event need without padding.
  [[nodiscard]] std::size_t least_bytes() const { return least_bytes_; }

 private:
  [[nodiscard]] char* write_key(char* to, const Attempt& attempt) const;

  const ClassPlan* class_;
  std::uint64_t run_and_class_;
  std::string type_and_key_;  // ,"type":"orders","key":"
  std::string padding_;       // as many x as any event needs
  std::size_t size_;
  std::size_t least_bytes_ = 0;
  std::size_t most_bytes_ = 0;
};

}  // namespace uslkit
