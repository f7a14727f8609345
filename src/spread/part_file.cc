#include "spread/part_file.h"

#include <set>
#include <string_view>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "base/json_document.h"
#include "base/sha256.h"

namespace uslkit {
namespace {

constexpr int kSchemaVersion = 1;
constexpr std::size_t kMostBytes = std::size_t{4} << 30;
constexpr std::string_view kHashKey = "{\"sha256\":\"";
constexpr std::size_t kHashDigits = 64;
constexpr std::string_view kHashEnd = "\",";
constexpr std::string_view kPartKey = "\"part\":";
constexpr std::string_view kValueKey = ",\"value\":";

[[noreturn]] void fail(const std::string& file, std::int64_t line, std::string found,
                       std::string allowed, std::string hint) {
  throw InputError({.place = {.source = file, .line = line},
                    .found = std::move(found),
                    .allowed = std::move(allowed),
                    .hint = std::move(hint)});
}

void read_head(const std::string& text, PartFile& file) {
  const JsonDocument document = JsonDocument::parse(text, {.source = file.name});
  const JsonValue root = document.root();
  if (!root.is_object() || !root.find("document") || root.string_at("document") != "parts") {
    fail(file.name, 1, "another kind of file", "a shard or a checkpoint of uslkit",
         "uslkit simulate SCENARIO --shard 0/4 writes one");
  }
  if (root.integer_at("schema_version") != kSchemaVersion) {
    root.at("schema_version")
        .fail(root.at("schema_version").description(), fmt::format("{}", kSchemaVersion),
              "make and merge shards with one version of uslkit");
  }
  file.job.parts = static_cast<std::size_t>(root.integer_at("parts", 0));
  static_cast<void>(root.object_at("job"));
  file.job.facts = nlohmann::ordered_json::parse(text).at("job");
  if (root.at("shard").is_null()) return;
  const JsonValue shard = root.at("shard");
  file.shard = Shard{.index = static_cast<std::size_t>(shard.integer_at("index", 0, kMostShards)),
                     .count = static_cast<std::size_t>(shard.integer_at("count", 1, kMostShards))};
}

// Empty where the line is not what was written.
std::optional<KeptPart> part_in(std::string_view line) {
  const std::size_t body_at = kHashKey.size() + kHashDigits + kHashEnd.size();
  if (line.size() < body_at || !line.starts_with(kHashKey) || !line.ends_with('}')) {
    return std::nullopt;
  }
  if (!line.substr(0, body_at).ends_with(kHashEnd)) return std::nullopt;
  const std::string_view body = line.substr(body_at);
  if (sha256_hex(body) != line.substr(kHashKey.size(), kHashDigits)) return std::nullopt;
  const std::size_t value_at = body.find(kValueKey);
  if (!body.starts_with(kPartKey) || value_at == std::string_view::npos) return std::nullopt;
  KeptPart part;
  for (const char digit : body.substr(kPartKey.size(), value_at - kPartKey.size())) {
    part.number = 10 * part.number + static_cast<std::size_t>(digit - '0');
  }
  const std::size_t from = value_at + kValueKey.size();
  part.value = body.substr(from, body.size() - from - 1);
  return part;
}

class Lines {
 public:
  explicit Lines(const std::string& text) : text_(text) {}

  // The next line without its end; whether it has one is said by ended().
  [[nodiscard]] std::optional<std::string_view> next() {
    if (at_ == text_.size()) return std::nullopt;
    const std::size_t end = text_.find('\n', at_);
    ended_ = end != std::string::npos;
    const std::size_t stop = ended_ ? end : text_.size();
    const std::string_view line = std::string_view(text_).substr(at_, stop - at_);
    at_ = ended_ ? stop + 1 : stop;
    ++number_;
    return line;
  }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] bool last() const { return at_ == text_.size(); }
  [[nodiscard]] std::int64_t number() const { return number_; }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  const std::string& text_;
  std::size_t at_ = 0;
  std::int64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace

PartFile read_part_file(const std::string& name, TornTail tail) {
  const std::string text = ByteSource::open(name).read_all(kMostBytes);
  PartFile file{.name = name};
  Lines lines(text);
  const std::optional<std::string_view> head = lines.next();
  if (!head || !lines.ended()) {
    fail(name, 1, text.empty() ? "an empty file" : "no whole line", "a shard or a checkpoint", "");
  }
  read_head(std::string(*head), file);
  file.whole_bytes = static_cast<std::int64_t>(lines.at());
  std::set<std::size_t> seen;
  while (const std::optional<std::string_view> line = lines.next()) {
    std::optional<KeptPart> part = lines.ended() ? part_in(*line) : std::nullopt;
    if (!part && lines.last() && tail == TornTail::leave_out) break;
    if (!part) {
      fail(name, lines.number(), "a line whose hash does not fit", "the line as it was written",
           "the file is damaged or cut short: remove it and make it again");
    }
    if (part->number >= file.job.parts || !seen.insert(part->number).second) {
      fail(name, lines.number(), fmt::format("part {}", part->number),
           fmt::format("each of 0 to {} at most once", file.job.parts - 1), "");
    }
    part->line = lines.number();
    file.parts.push_back(*std::move(part));
    file.whole_bytes = static_cast<std::int64_t>(lines.at());
  }
  return file;
}

std::string part_file_head(const Job& job, const std::optional<Shard>& shard) {
  nlohmann::ordered_json head{{"document", "parts"},
                              {"schema_version", kSchemaVersion},
                              {"job", job.facts},
                              {"parts", job.parts},
                              {"shard", nullptr}};
  if (shard) head["shard"] = {{"index", shard->index}, {"count", shard->count}};
  return head.dump() + "\n";
}

std::string part_line(std::size_t number, const std::string& value) {
  const std::string body = fmt::format("{}{}{}{}}}", kPartKey, number, kValueKey, value);
  return fmt::format("{}{}{}{}\n", kHashKey, sha256_hex(body), kHashEnd, body);
}

}  // namespace uslkit
