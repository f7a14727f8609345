#include "pipeline/store/open_store.h"

#include "base/input_error.h"
#include "pipeline/connection_url.h"
#include "pipeline/store/postgres_store.h"

namespace uslkit {
namespace {

[[noreturn]] void refuse(std::string_view url, const char* hint) {
  throw InputError({.place = {.source = "store"},
                    .found = uslkit::quoted(redacted_url(url)),
                    .allowed = "a directory (PATH or lmdb:PATH) or postgresql://HOST/DATABASE",
                    .hint = hint});
}

}  // namespace

std::unique_ptr<StateStore> open_store(std::string_view url, const OpenStoreOptions& options) {
  const ConnectionUrl parts = split_scheme(url);
  if (parts.rest.empty()) refuse(url, "name the place of the store");
  if (parts.scheme.empty() || parts.scheme == "lmdb") {
    return open_lmdb_store({.directory = std::string(parts.rest),
                            .partitions = options.partitions,
                            .durability = options.durability,
                            .window = options.window,
                            .seed = options.seed});
  }
  if (parts.scheme == "postgresql" || parts.scheme == "postgres") {
    return open_postgres_store({.url = std::string(url),
                                .schema = options.schema,
                                .partitions = options.partitions,
                                .durability = options.durability,
                                .window = options.window});
  }
  refuse(url, "for a directory whose name has a colon write lmdb:PATH");
}

}  // namespace uslkit
