#include "scenario/sourced_json.h"

#include <optional>
#include <utility>

#include "base/check.h"
#include "base/json_document.h"
#include "base/number_text.h"

namespace uslkit {

SourcedJson SourcedJson::parse(std::string text, const std::string& source) {
  std::string body(without_bom(text));
  // Judged by the strict reader first, so that from here on the text is known to be well-formed,
  // shallow and without duplicate keys.
  (void)JsonDocument::parse(body,
                            {.source = source, .max_bytes = kMaxBytes, .max_depth = kMaxDepth});
  SourcedJson result;
  result.root_ = Json::parse(body);
  result.layers_.push_back({.source = source, .text = std::move(body), .pointer = ""});
  result.origins_[""] = 0;
  return result;
}

const Json* SourcedJson::find(const std::string& pointer) const {
  const Json::json_pointer path(pointer);
  return root_.contains(path) ? &root_.at(path) : nullptr;
}

Place SourcedJson::place_of(const std::string& pointer, JsonPart part) const {
  const Layer& layer = layers_[layer_of(pointer)];
  if (layer.text.empty()) {
    return {.source = layer.source, .pointer = pointer == layer.pointer ? "" : pointer};
  }
  const std::optional<std::size_t> offset = json_offset(layer.text, pointer, part);
  if (!offset) return {.source = layer.source, .pointer = pointer};
  const TextPosition position = position_in(layer.text, *offset);
  return {
      .source = layer.source, .line = position.line, .column = position.column, .pointer = pointer};
}

void SourcedJson::merge(const SourcedJson& patch) {
  USLKIT_CHECK(patch.layers_.size() == 1);  // a patch is one file
  layers_.push_back(patch.layers_.front());
  const std::size_t layer = layers_.size() - 1;
  if (patch.root_.is_object()) {
    merge_object(root_, patch.root_, "", layer);
  } else {
    root_ = patch.root_;
    replace_origin("", layer);
  }
}

// Depth is limited by the texts'.
void SourcedJson::merge_object(Json& target, const Json& patch, const std::string& pointer,
                               std::size_t layer) {
  if (!target.is_object()) {
    target = Json::object();
    replace_origin(pointer, layer);
  }
  for (Json::const_iterator member = patch.begin(); member != patch.end(); ++member) {
    const std::string below = pointer + json_pointer_token(member.key());
    if (member->is_null()) {
      target.erase(member.key());
      forget_origins(below);
    } else if (member->is_object()) {
      if (!target.contains(member.key())) {
        target[member.key()] = Json::object();
        replace_origin(below, layer);
      }
      merge_object(target[member.key()], *member, below, layer);
    } else {
      target[member.key()] = *member;
      replace_origin(below, layer);
    }
  }
}

void SourcedJson::set(const std::string& pointer, Json value, const std::string& source) {
  layers_.push_back({.source = source, .text = "", .pointer = pointer});
  root_[Json::json_pointer(pointer)] = std::move(value);
  replace_origin(pointer, layers_.size() - 1);
}

void SourcedJson::erase(const std::string& pointer) {
  const Json::json_pointer path(pointer);
  if (!root_.contains(path)) return;
  root_[path.parent_pointer()].erase(path.back());
  forget_origins(pointer);
}

void SourcedJson::replace_origin(const std::string& pointer, std::size_t layer) {
  forget_origins(pointer);
  origins_[pointer] = layer;
}

void SourcedJson::forget_origins(const std::string& pointer) {
  const std::string below = pointer + "/";
  origins_.erase(pointer);
  std::map<std::string, std::size_t>::iterator at = origins_.lower_bound(below);
  while (at != origins_.end() && at->first.starts_with(below)) at = origins_.erase(at);
}

std::size_t SourcedJson::layer_of(std::string pointer) const {
  while (true) {
    const std::map<std::string, std::size_t>::const_iterator at = origins_.find(pointer);
    if (at != origins_.end()) return at->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string::npos) return 0;
    pointer.resize(slash);
  }
}

}  // namespace uslkit
