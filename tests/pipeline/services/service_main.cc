// The main of a test program that needs a server: starts it once, or skips with exit code 77.
#define DOCTEST_CONFIG_IMPLEMENT
#include <cstdio>

#include <doctest/doctest.h>

#include "tests/pipeline/services/shared_service.h"

namespace uslkit::test {
namespace {
PrivateService* shared = nullptr;
}
PrivateService& shared_service() { return *shared; }
}  // namespace uslkit::test

int main(int argc, char** argv) {
  uslkit::test::PrivateService service(USLKIT_SERVICE, USLKIT_SERVICE_SETTINGS);
  if (!service.is_there()) {
    std::printf("skipped: %s\n", service.why_not().c_str());
    return 77;
  }
  uslkit::test::shared = &service;
  return doctest::Context(argc, argv).run();
}
