#include "pipeline/store/postgres_store.h"

#include <doctest/doctest.h>

#include "pipeline/store/pg_connection.h"
#include "tests/pipeline/store/private_postgres.h"
#include "tests/pipeline/store/store_conformance.h"

namespace uslkit::store_test {
namespace {

struct PostgresBackend {
  std::string schema = PrivatePostgres::shared().new_schema();

  [[nodiscard]] static bool is_there() { return PrivatePostgres::shared().is_there(); }
  [[nodiscard]] PostgresStoreOptions options(const StoreSetup& setup) const {
    return {.url = PrivatePostgres::shared().url(),
            .schema = schema,
            .partitions = setup.partitions,
            .window = setup.window};
  }
  [[nodiscard]] std::unique_ptr<StateStore> open(const StoreSetup& setup) const {
    return open_postgres_store(options(setup));
  }
};

USLKIT_STORE_CONFORMANCE(PostgresBackend);

TEST_CASE("a server that cannot be reached is named, without the password") {
  const std::unique_ptr<StateStore> store = open_postgres_store(
      {.url = "postgresql://someone:geheim@127.0.0.1:1/base?connect_timeout=2"});
  try {
    (void)store->offset(0);
    FAIL("connected");
  } catch (const StoreError& error) {
    const std::string message = error.what();
    CHECK(error.fault() == StoreFault::connection_lost);
    CHECK(error.is_passing());
    CHECK(message.find("PostgreSQL, partition 0: connection lost: ") == 0);
    CHECK(message.find("port 1 failed") != std::string::npos);
    CHECK(message.find("geheim") == std::string::npos);
  }
}

TEST_CASE("a lost connection costs one call, and the same batch is then applied once") {
  PostgresBackend backend;
  if (!backend.is_there()) return;
  const EventStream stream({.seed = 9, .events = 500, .poison_share = 0});
  const std::unique_ptr<StateStore> store = backend.open({});
  PgConnection other(backend.options({}).url, "test");
  std::int64_t lost = 0;
  for (std::int64_t from = 0; from < stream.size(); from += 50) {
    // All sessions but the one that asks.
    other.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND application_name = 'uslkit'");
    const OwnedBatch owned = stream.batch(from, from + 50);
    if (fault_of([&] { (void)store->apply(0, owned.batch); }) == StoreFault::connection_lost) {
      ++lost;
      CHECK(store->apply(0, owned.batch).redelivered == 0);
    }
  }
  CHECK(lost == 9);  // all but the first, which had no connection yet
  CHECK(contents(*store, 0).states == stream.expected(stream.size()).states);
}

TEST_CASE("a server that is killed comes back with whole batches, each applied once") {
  PrivatePostgres server;
  if (!server.is_there()) return;
  const EventStream stream({.seed = 10, .events = 2001});
  const std::unique_ptr<StateStore> store = open_postgres_store({.url = server.url()});
  for (int kill = 0; kill < 2; ++kill) {
    for (int i = 0; i < 10; ++i) {
      const std::int64_t from = store->offset(0);
      (void)store->apply(0, stream.batch(from, from + 100).batch);
    }
    const std::int64_t acknowledged = store->offset(0);
    server.crash();
    CHECK(fault_of([&] { (void)store->apply(0, stream.batch(0, acknowledged + 1).batch); }) ==
          StoreFault::connection_lost);
    server.restart();
    CHECK(store->offset(0) == acknowledged);
  }
  const Expected expected = stream.expected(2000);
  CHECK(contents(*store, 0).states == expected.states);
  CHECK(contents(*store, 0).letters == expected.letters);
}

TEST_CASE("an owner that was taken over while it had no connection does not come back") {
  PostgresBackend backend;
  if (!backend.is_there()) return;
  const std::unique_ptr<StateStore> elder = backend.open({});
  CHECK(elder->offset(0) == 0);
  PgConnection other(backend.options({}).url, "test");
  other.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE pid <> pg_backend_pid() AND application_name = 'uslkit'");
  const StoreBatch batch{.from_offset = 0, .next_offset = 1};
  CHECK(fault_of([&] { (void)elder->apply(0, batch); }) == StoreFault::connection_lost);
  CHECK(backend.open({})->offset(0) == 0);
  CHECK(fault_of([&] { (void)elder->apply(0, batch); }) == StoreFault::fenced);
  CHECK(fault_of([&] { (void)elder->offset(0); }) == StoreFault::fenced);
}

TEST_CASE("a statement that the server refuses is told in its own words") {
  PostgresBackend backend;
  if (!backend.is_there()) return;
  PgConnection connection(backend.options({}).url, "here");
  try {
    connection.run("SELECT 1/0");
    FAIL("divided");
  } catch (const StoreError& error) {
    CHECK(error.fault() == StoreFault::rejected);
    CHECK(std::string(error.what()) == "here: statement rejected: ERROR:  division by zero");
  }
}

}  // namespace
}  // namespace uslkit::store_test
