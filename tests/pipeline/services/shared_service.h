// The one server of a test program; service_main.cc starts it.
#pragma once

#include "tests/pipeline/services/private_service.h"

namespace uslkit::test {

[[nodiscard]] PrivateService& shared_service();

}  // namespace uslkit::test
