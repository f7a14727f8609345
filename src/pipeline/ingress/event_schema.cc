#include "pipeline/ingress/event_schema.h"

#include <array>

#include <simdjson.h>

#include "base/check.h"
#include "pipeline/ingress/event_fields.h"
#include "pipeline/ingress/plain_event.h"

namespace uslkit {
namespace {

struct Text {
  std::string_view text{};
  EventRule rule = EventRule::none;
};

Text text_of(const simdjson::dom::element& value, std::size_t longest) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return {{}, EventRule::wrong_type};
  if (text.empty() || text.size() > longest) return {{}, EventRule::out_of_range};
  return {text, EventRule::none};
}

EventRule read_timestamp(const simdjson::dom::element& value, Event& event) {
  std::int64_t timestamp = 0;
  if (value.get(timestamp) != simdjson::SUCCESS) {
    return value.is_uint64() ? EventRule::out_of_range : EventRule::wrong_type;
  }
  if (timestamp < 0 || timestamp > kLatest) return EventRule::out_of_range;
  event.timestamp_us = timestamp;
  return EventRule::none;
}

EventRule read_tenant(const simdjson::dom::element& value, Event& event) {
  if (value.is_string()) {
    const Text text = text_of(value, kLongestText);
    event.tenant = text.text;
    return text.rule;
  }
  std::int64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS) return EventRule::wrong_type;
  if (number < 0 || number > kLatest) return EventRule::out_of_range;
  event.tenant_number = static_cast<std::uint64_t>(number);
  return EventRule::none;
}

EventRule read_text(const simdjson::dom::element& value, std::size_t longest,
                    std::string_view& into) {
  const Text text = text_of(value, longest);
  into = text.text;
  return text.rule;
}

EventRule read_field(EventField field, const simdjson::dom::element& value, Event& event) {
  switch (field) {
    case EventField::id:
      return read_text(value, kLongestText, event.id);
    case EventField::tenant:
      return read_tenant(value, event);
    case EventField::ts:
      return read_timestamp(value, event);
    case EventField::type:
      return read_text(value, kLongestText, event.type);
    case EventField::key:
      return read_text(value, kLongestKey, event.key);
    default:
      return value.is_object() ? EventRule::none : EventRule::wrong_type;
  }
}

EventResult read_object(const simdjson::dom::object& object, std::string_view json) {
  EventResult result{.event = {.json = json}};
  EventFieldSet seen;
  for (const simdjson::dom::key_value_pair member : object) {
    const EventField field = event_field(member.key);
    if (field == EventField::none) return {.fault = {.rule = EventRule::unknown}};
    if (!seen.add(field)) return {.fault = {EventRule::twice, name_of(field)}};
    const EventRule rule = read_field(field, member.value, result.event);
    if (rule != EventRule::none) return {.fault = {rule, name_of(field)}};
  }
  if (seen.is_whole()) return result;
  return {.fault = {EventRule::missing, name_of(seen.first_missing())}};
}

}  // namespace

struct EventSchema::Parser {
  simdjson::dom::parser dom;
};

EventSchema::EventSchema(std::size_t event_bytes) : parser_(std::make_unique<Parser>()) {
  USLKIT_CHECK(parser_->dom.allocate(event_bytes, kDeepestEvent) == simdjson::SUCCESS);
}

EventSchema::~EventSchema() = default;

EventResult EventSchema::read(std::string_view json) {
  if (const std::optional<Event> plain = read_plain_event(json)) return {.event = *plain};
  return read_any(json);
}

EventResult EventSchema::read_any(std::string_view json) {
  simdjson::dom::element root;
  const simdjson::error_code error = parser_->dom.parse(json.data(), json.size(), false).get(root);
  if (error == simdjson::DEPTH_ERROR) return {.fault = {.rule = EventRule::too_deep}};
  if (error != simdjson::SUCCESS) return {.fault = {.rule = EventRule::not_json}};
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS) return {.fault = {.rule = EventRule::not_an_object}};
  return read_object(object, json);
}

std::string_view name_of(EventRule rule) {
  constexpr std::array<std::string_view, kEventRules> kRuleNames = {
      "none",  "not_json",   "not_an_object", "missing",  "unknown",
      "twice", "wrong_type", "out_of_range",  "too_deep", "no_event"};
  const std::size_t index = static_cast<std::size_t>(rule);
  USLKIT_CHECK(index < kRuleNames.size());
  return kRuleNames[index];
}

std::string_view allowed(const EventFault& fault) {
  if (fault.rule == EventRule::not_json) return "a JSON text in UTF-8";
  if (fault.rule == EventRule::not_an_object) return "an event is a JSON object";
  if (fault.rule == EventRule::too_deep) return "at most 64 levels of nesting";
  if (fault.rule == EventRule::no_event) return "at least one event";
  if (fault.rule == EventRule::unknown) {
    return "the fields id, tenant, ts, type, key and payload, no others";
  }
  if (fault.rule == EventRule::twice) return "each field once";
  switch (event_field(fault.field)) {
    case EventField::ts:
      return "ts is an integer from 0 to 2^53: microseconds since 1970-01-01T00:00Z";
    case EventField::tenant:
      return "tenant is a string of 1 to 128 bytes, or an integer from 0 to 2^53";
    case EventField::key:
      return "key is a string of 1 to 256 bytes";
    case EventField::payload:
      return "payload is a JSON object";
    case EventField::id:
      return "id is a string of 1 to 128 bytes, unique per event";
    default:
      return "type is a string of 1 to 128 bytes: the traffic class";
  }
}

std::string_view remedy(const EventFault& fault) {
  switch (fault.rule) {
    case EventRule::not_json:
      return "check quotes, commas, numbers and encoding; batches are one event a line, "
             "with Content-Type application/x-ndjson";
    case EventRule::not_an_object:
      return "put each event into {...}; batches are NDJSON, not a JSON array";
    case EventRule::missing:
      return "add the field";
    case EventRule::unknown:
      return "move other data into payload; names are case-sensitive";
    case EventRule::twice:
      return "send the field once";
    case EventRule::too_deep:
      return "flatten the payload";
    case EventRule::no_event:
      return "send an event";
    default:
      return "send the field as the rule says";
  }
}

}  // namespace uslkit
