#include "pipeline/ingress/ingress_limits.h"

#include "base/check.h"

namespace uslkit {

void IngressLimits::check() const {
  USLKIT_CHECK(request_line_bytes >= 16);
  USLKIT_CHECK(request_line_bytes <= head_bytes);
  USLKIT_CHECK(head_bytes <= buffer_bytes);
  USLKIT_CHECK(header_count >= 1);
  USLKIT_CHECK(body_bytes >= 1);
  USLKIT_CHECK(body_bytes <= (std::size_t{1} << 30));
  USLKIT_CHECK(batch_events >= 1);
  USLKIT_CHECK(connections >= 1);
  USLKIT_CHECK(connections_per_address >= 1);
  USLKIT_CHECK(requests_in_flight >= 1);
  USLKIT_CHECK(pipeline_depth >= 1);
  USLKIT_CHECK(head_timeout > Duration{0});
  USLKIT_CHECK(body_timeout > Duration{0});
  USLKIT_CHECK(idle_timeout > Duration{0});
  USLKIT_CHECK(write_timeout > Duration{0});
  USLKIT_CHECK(linger > Duration{0});
}

}  // namespace uslkit
