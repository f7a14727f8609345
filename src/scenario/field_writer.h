// field_writer: a struct as JSON by its declaration; reading it back returns the struct, bit for
// bit.
#pragma once

#include <nlohmann/json.hpp>

#include "scenario/object_fields.h"
#include "scenario/value_shape.h"

namespace uslkit {

struct WriteOptions {
  bool defaults = false;  // write what equals its default, too
  bool notes = true;      // write the fields called "note"
};

// `object` is of the type the shape was built for.
[[nodiscard]] Json write_fields(const ObjectShape& shape, const void* object,
                                const WriteOptions& options = {});
[[nodiscard]] Json write_value(const ValueShape& shape, const void* value,
                               const WriteOptions& options = {});

template <class T>
[[nodiscard]] Json write_as_json(const T& object, const WriteOptions& options = {}) {
  return write_fields(shape_of<T>(), &object, options);
}

// The value a field has when the file does not say it.
[[nodiscard]] Json default_of(const FieldShape& field, const ObjectShape& holder);

}  // namespace uslkit
