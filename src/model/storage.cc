#include "model/storage.h"

#include "base/check.h"

namespace uslkit {

double retained_bytes(const RetentionQuestion& question) {
  USLKIT_CHECK(question.event_rate >= 0.0);
  USLKIT_CHECK(question.event_bytes >= 0.0);
  USLKIT_CHECK(question.retention_seconds >= 0.0);
  USLKIT_CHECK(question.replication >= 1.0);
  USLKIT_CHECK(question.compression_ratio > 0.0);
  USLKIT_CHECK(question.fill > 0.0);
  USLKIT_CHECK(question.fill <= 1.0);
  const double raw = question.event_rate * question.event_bytes * question.retention_seconds;
  return raw * question.replication / question.compression_ratio / question.fill;
}

}  // namespace uslkit
