#include "audit/claims_file.h"

#include <filesystem>
#include <utility>

#include <nlohmann/json.hpp>

#include "audit/claims_fields.h"
#include "audit/claims_rules.h"
#include "base/byte_source.h"
#include "base/sha256.h"
#include "scenario/field_reader.h"
#include "scenario/findings.h"
#include "scenario/json_schema.h"
#include "scenario/migration.h"
#include "scenario/reference_docs.h"

namespace uslkit {
namespace {

constexpr const char* kReferenceHead = R"(# Claims files: reference

Written by `uslkit schema claims --reference` from the declarations in
`src/audit/claims_fields.cc`; do not edit it by hand. The same declarations feed the reader and the
JSON Schema (`uslkit schema claims`). What formulas may call: [audit-functions](audit-functions.md).

- A claims file is one JSON object. Unknown and duplicate keys are errors; all errors of a file are
  listed at once. Any object may hold a `note`.
- A verdict is derived, never stored. Without `free`: OK if the first reading is within its
  tolerance, CONDITIONAL if only a later one is, else CONTRADICTED (BUG for a listing). With `free`
  the first reading is computed over the whole range of the free quantity: OK or CONTRADICTED if the
  answer is the same everywhere, else UNDERDETERMINED.
- A formula knows the names of `given`, of the file and then of the claim, each from where it stands
  on; `also` and `explanation` know `stated` and `law`, too. Numbers are plain: `1.2e6`, not `1.2M`.
  Operators are `+ - * / ^ < <= > >= == != && ||` and `a ? b : c`; texts stand in single quotes.
- Files in formulas are looked for in `directory`, which is seen from the directory of the claims
  file, or from the current one where the claims come from standard input.

)";

std::string directory_of(const std::string& name, const std::string& stated) {
  const std::filesystem::path own =
      name == "-" ? std::filesystem::path() : std::filesystem::path(name).parent_path();
  const std::string directory = (own / stated).lexically_normal().string();
  return directory.empty() ? "." : directory;
}

}  // namespace

ClaimsFile claims_from_text(std::string text, const std::string& name) {
  Sha256 hash;
  hash.update(text);
  const std::int64_t bytes = static_cast<std::int64_t>(text.size());
  SourcedJson json = SourcedJson::parse(std::move(text), name);
  migrate(json, {});  // there is one version so far
  json.erase("/$schema");
  Findings findings(json);
  Claims claims = read_as<Claims>(json, findings);
  // Rules over values that could not be read would complain of their defaults.
  findings.throw_if_any();
  check_claims(claims, findings);
  findings.throw_if_any();
  const std::int64_t rows = static_cast<std::int64_t>(claims.claims.size());
  std::string directory = directory_of(name, claims.directory);
  return {.claims = std::move(claims),
          .json = std::move(json),
          .source = {.name = name,
                     .format = "uslkit claims",
                     .sha256 = hash.hex(),
                     .bytes = bytes,
                     .rows = rows},
          .directory = std::move(directory)};
}

ClaimsFile read_claims(const std::string& name) {
  ByteSource source = ByteSource::open(name);
  return claims_from_text(source.read_all(SourcedJson::kMaxBytes), name);
}

std::string claims_schema() {
  SchemaOptions options{.id = "https://github.com/uslkit/uslkit/docs/schemas/claims.schema.json",
                        .title = "uslkit claims"};
  options.envelope = {
      {"$schema", R"({"type": "string", "description": "The JSON Schema, for editors"})"}};
  return json_schema(shape_of<Claims>(), options).dump(2) + "\n";
}

std::string claims_reference_markdown() {
  return kReferenceHead + reference_markdown(shape_of<Claims>());
}

}  // namespace uslkit
