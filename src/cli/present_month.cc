#include "cli/present_month.h"

#include <chrono>

namespace uslkit {

Month present_month() {
  const std::chrono::year_month_day today{
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
  const std::int64_t year = static_cast<int>(today.year());
  return {.index = 12 * year + static_cast<unsigned>(today.month()) - 1};
}

}  // namespace uslkit
