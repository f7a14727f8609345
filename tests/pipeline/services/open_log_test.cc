#include "pipeline/log/open_log.h"

#include <string>

#include <doctest/doctest.h>

#include "base/input_error.h"
#include "pipeline/connection_url.h"
#include "tests/pipeline/log_records.h"
#include "tests/pipeline/temporary_directory.h"

namespace uslkit {
namespace {

std::string message_of(std::string_view url, const OpenLogOptions& options = {}) {
  try {
    (void)open_log(url, options);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST_CASE("a path opens the embedded log, with and without dir:") {
  const test::TemporaryDirectory directory;
  {
    const auto log = open_log(directory.path() + "/log", {.partitions = 2});
    CHECK(log->partitions() == 2);
    const test::Batch batch(1, 0, 3);
    CHECK(log->append_and_wait(1, batch.records(), AckLevel::os).status == LogStatus::ok);
  }
  const auto log = open_log("dir:" + directory.path() + "/log", {.partitions = 2});
  CHECK(log->offsets(1).end == 3);
}

TEST_CASE("an unknown scheme is told what is allowed") {
  CHECK(message_of("rabbit://host:1/x") ==
        "log: error: found \"rabbit://host:1/x\"\n"
        "  allowed: a directory (PATH or dir:PATH), kafka://HOST:PORT/TOPIC or "
        "redis://HOST:PORT/NAME\n"
        "  hint: for a directory whose name has a colon write dir:PATH");
  CHECK(message_of("").find("name the place of the log") != std::string::npos);
  CHECK(message_of("dir:").find("name the place of the log") != std::string::npos);
}

TEST_CASE("a URL with a part missing says which") {
  CHECK(message_of("redis:name").find("SCHEME://HOST:PORT/NAME") != std::string::npos);
  CHECK(message_of("redis://host:1").find("a name behind") != std::string::npos);
  CHECK(message_of("redis://host:1/").find("a name behind") != std::string::npos);
  CHECK(message_of("redis://host/name").find("HOST:PORT, with a port") != std::string::npos);
  CHECK(message_of("redis://host:0/name").find("HOST:PORT, with a port") != std::string::npos);
  CHECK(message_of("redis://:1/name").find("HOST:PORT, with a port") != std::string::npos);
}

TEST_CASE("an option that a backend does not have is refused") {
  CHECK(message_of("redis://h:1/n", {.retention_bytes = Bytes{1}}).find("retention_bytes") == 0);
  CHECK(message_of("somewhere", {.retention_records = 5}).find("retention_records") == 0);
}

TEST_CASE("no message shows a password") {
  for (const char* url : {"redis://u:secret@127.0.0.1:1/name", "redis://:secret@127.0.0.1:1/name",
                          "redis://u:se%40secret@127.0.0.1:x/name", "foo://u:a@secret@h/x",
                          "foo://h/x?password=secret&a=b", "foo://h/x?sslpassword=secret"}) {
    CAPTURE(url);
    const std::string message = message_of(url, {.timeout = std::chrono::seconds(1)});
    CHECK(!message.empty());
    CHECK(message.find("secret") == std::string::npos);
  }
  CHECK(redacted_url("redis://u:secret@h:1/n") == "redis://u:***@h:1/n");
  CHECK(redacted_url("kafka://h:1/n") == "kafka://h:1/n");
  CHECK(redacted_url("p://h?password=x&b=c") == "p://h?password=***&b=c");
}

TEST_CASE("only a word before the first colon is a scheme") {
  CHECK(split_scheme("a/b:c").scheme.empty());
  CHECK(split_scheme("./a:b").scheme.empty());
  CHECK(split_scheme("a").rest == "a");
  CHECK(split_scheme("kafka://h").scheme == "kafka");
  CHECK(split_scheme("kafka://h").rest == "//h");
}

}  // namespace
}  // namespace uslkit
