// shape_list: every object and word list that a shape leads to, each once.
#pragma once

#include <vector>

#include "scenario/value_shape.h"

namespace uslkit {

// The object itself first, then what it holds, in the order in which a reader of its fields meets
// them. Shapes are told apart by their address: there is one per type.
[[nodiscard]] std::vector<const ObjectShape*> all_objects(const ObjectShape& root);

// The objects that are alternatives of one of `objects`; they are described with it.
[[nodiscard]] bool is_alternative_only(const ObjectShape& shape,
                                       const std::vector<const ObjectShape*>& objects);

// The value inside lists and optionals.
[[nodiscard]] const ValueShape& innermost(const ValueShape& shape);

}  // namespace uslkit
