#include "pipeline/store/open_store.h"

#include <string>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "pipeline/store/store_error.h"
#include "tests/pipeline/temporary_directory.h"

namespace uslkit {
namespace {

TEST_CASE("a path opens the embedded store, with and without lmdb:") {
  const test::TemporaryDirectory directory;
  { CHECK(open_store(directory.path() + "/store", {.partitions = 2})->offset(1) == 0); }
  CHECK(open_store("lmdb:" + directory.path() + "/store", {.partitions = 2})->offset(1) == 0);
}

TEST_CASE("an unknown scheme is told what is allowed, without its password") {
  std::string message;
  try {
    (void)open_store("mysql://root:secret@h/x", {});
  } catch (const InputError& error) {
    message = error.what();
  }
  CHECK(message ==
        "store: error: found \"mysql://root:***@h/x\"\n"
        "  allowed: a directory (PATH or lmdb:PATH) or postgresql://HOST/DATABASE\n"
        "  hint: for a directory whose name has a colon write lmdb:PATH");
}

TEST_CASE("a PostgreSQL that is not there is said without its password") {
  std::string message;
  try {
    (void)open_store("postgresql://u:secret@127.0.0.1:1/x", {})->offset(0);
  } catch (const StoreError& error) {
    message = error.what();
  }
  CHECK(!message.empty());
  CHECK(message.find("secret") == std::string::npos);
}

}  // namespace
}  // namespace uslkit
