#include <doctest/doctest.h>

#include "pipeline/log/kafka_log.h"
#include "tests/pipeline/log_conformance.h"
#include "tests/pipeline/services/append_over_kills.h"
#include "tests/pipeline/services/shared_service.h"

namespace uslkit {
namespace {

using test::drain;
using test::Drained;
using test::shared_service;

TEST_CASE("a killed broker loses nothing that was acknowledged, and nothing is there twice") {
  KafkaLog log({.servers = shared_service().host() + ":" + std::to_string(shared_service().port()),
                .topic = shared_service().new_name(),
                .strongest = AckLevel::fsync});
  const test::Appended appended = test::append_over_kills(log, shared_service(), 1);
  CHECK(appended.failed == 0);
  const Drained drained = drain(log, 0, 0);
  CHECK(drained.status == LogStatus::ok);
  CHECK(drained.records.size() == appended.records);
  CHECK(drained.forged == 0);
  CHECK(test::is_in_order(drained.records));
}

}  // namespace
}  // namespace uslkit
