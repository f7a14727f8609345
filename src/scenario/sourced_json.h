// SourcedJson: a JSON tree put together from files and settings, each value knowing where it
// stands.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/input_error.h"
#include "base/json_scanner.h"
#include "scenario/value_shape.h"

namespace uslkit {

// Built from one text, then patched by others and by settings. Places are looked up by JSON pointer
// in the text the value came from. Cost: every lookup walks that text once; only errors pay for it.
class SourcedJson {
 public:
  static constexpr std::size_t kMaxBytes = 16u << 20;
  static constexpr int kMaxDepth = 64;

  // Strict JSON, as base/json_document.h reads it.
  [[nodiscard]] static SourcedJson parse(std::string text, const std::string& source);

  [[nodiscard]] const Json& root() const { return root_; }
  [[nodiscard]] const Json* find(const std::string& pointer) const;

  // The place of a value or its key; source and pointer alone where the file does not say it.
  [[nodiscard]] Place place_of(const std::string& pointer, JsonPart part = JsonPart::kValue) const;

  // Applies `patch` as RFC 7386 says: objects are merged, null removes, everything else replaces.
  void merge(const SourcedJson& patch);

  // Puts a value where it belongs; its parent must exist. `source` names it in messages.
  void set(const std::string& pointer, Json value, const std::string& source);

  // Removes a member of an object, if it is there.
  void erase(const std::string& pointer);

  // Replaces the tree by one that means the same; places are then those of equal pointers.
  void rewrite(Json root) { root_ = std::move(root); }

 private:
  struct Layer {
    std::string source;
    std::string text;     // of a file
    std::string pointer;  // of a setting: the value it set
  };

  SourcedJson() = default;
  void merge_object(Json& target, const Json& patch, const std::string& pointer, std::size_t layer);
  void replace_origin(const std::string& pointer, std::size_t layer);
  void forget_origins(const std::string& pointer);
  [[nodiscard]] std::size_t layer_of(std::string pointer) const;

  Json root_;
  std::vector<Layer> layers_;
  std::map<std::string, std::size_t> origins_;  // pointer -> layer, for it and all below
};

}  // namespace uslkit
