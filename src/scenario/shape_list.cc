#include "scenario/shape_list.h"

#include <algorithm>

namespace uslkit {
namespace {

// Shapes may recur, so that each is entered once.
void collect(const ObjectShape& shape, std::vector<const ObjectShape*>& found) {
  if (std::find(found.begin(), found.end(), &shape) != found.end()) return;
  found.push_back(&shape);
  for (const FieldShape& field : shape.fields) {
    const ValueShape& value = innermost(field.value);
    if (value.kind == ValueKind::kObject) collect(value.object(), found);
  }
  for (const AlternativeShape& alternative : shape.alternatives) {
    collect(alternative.object(), found);
  }
}

bool is_field_of_some(const ObjectShape& shape, const std::vector<const ObjectShape*>& objects) {
  for (const ObjectShape* object : objects) {
    for (const FieldShape& field : object->fields) {
      const ValueShape& value = innermost(field.value);
      if (value.kind == ValueKind::kObject && &value.object() == &shape) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<const ObjectShape*> all_objects(const ObjectShape& root) {
  std::vector<const ObjectShape*> found;
  collect(root, found);
  return found;
}

bool is_alternative_only(const ObjectShape& shape, const std::vector<const ObjectShape*>& objects) {
  return &shape != objects.front() && !is_field_of_some(shape, objects);
}

const ValueShape& innermost(const ValueShape& shape) {
  const ValueShape* inner = &shape;
  while (inner->element != nullptr) inner = inner->element.get();
  return *inner;
}

}  // namespace uslkit
