#include "scenario/scenario_fields.h"

#include <algorithm>
#include <set>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/input_errors.h"
#include "scenario/field_reader.h"
#include "scenario/field_writer.h"
#include "scenario/shape_list.h"

namespace uslkit {
namespace {

std::vector<const ObjectShape*> objects() { return all_objects(shape_of<Scenario>()); }

TEST_CASE("every object has a name of its own and a full sentence") {
  std::set<std::string> names;
  for (const ObjectShape* object : objects()) {
    INFO(object->name);
    CHECK(names.insert(object->name).second);
    CHECK(object->doc.ends_with("."));
  }
  CHECK(names.size() > 70);
}

TEST_CASE("every field and word has a line of doc, and no key twice in one object") {
  for (const ObjectShape* object : objects()) {
    std::set<std::string> keys{"kind"};
    for (const FieldShape& field : object->fields) {
      INFO(object->name, ".", field.name);
      CHECK(keys.insert(field.name).second);
      CHECK(field.doc.size() > 2);
      CHECK_FALSE(field.doc.ends_with("."));
      for (const WordShape& word : innermost(field.value).words) CHECK(word.doc.size() > 2);
    }
    for (const AlternativeShape& alternative : object->alternatives) {
      for (const FieldShape& field : alternative.object().fields) {
        INFO(object->name, " ", alternative.kind, ".", field.name);
        CHECK((field.name == "note" || keys.count(field.name) == 0));
      }
    }
  }
}

TEST_CASE("every alternative of a variant is declared and every default keeps its own rule") {
  for (const ObjectShape* object : objects()) {
    INFO(object->name);
    const Json json = write_fields(*object, object->defaults.get(), {.defaults = true});
    const SourcedJson input = SourcedJson::parse(json.dump(), "defaults.json");
    Findings findings(input);
    read_fields(*object, input, "", object->defaults.get(), findings);
    try {
      findings.throw_if_any();
    } catch (const InputErrors& errors) {
      // What a file must say may have any default.
      for (const InputError::Parts& error : errors.errors()) {
        const std::string name = error.place.pointer.substr(1);
        const FieldShape* field = find_field(*object, name.substr(0, name.find('/')));
        const AlternativeShape* held = held_alternative(*object, object->defaults.get());
        if (field == nullptr && held != nullptr) field = find_field(held->object(), name);
        INFO(std::string(InputError(error).what()));
        CHECK((field != nullptr && field->required));
      }
    }
  }
}

TEST_CASE("every kind of every choice can be written and read back") {
  for (const ObjectShape* object : objects()) {
    for (const AlternativeShape& alternative : object->alternatives) {
      INFO(object->name, " ", alternative.kind);
      void* variant = object->variant(object->defaults.get());
      const AlternativeShape* before = held_alternative(*object, object->defaults.get());
      alternative.emplace(variant);
      CHECK(held_alternative(*object, object->defaults.get()) == &alternative);
      const Json json = write_fields(*object, object->defaults.get(), {.defaults = true});
      CHECK(json.at("kind") == alternative.kind);
      before->emplace(variant);
    }
  }
}

}  // namespace
}  // namespace uslkit
