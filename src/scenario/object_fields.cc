#include "scenario/object_fields.h"

#include "scenario/value_text.h"

namespace uslkit::shape_detail {

ValueShape plain_shape(ValueKind kind, const FieldRules& rules) {
  ValueShape shape{.kind = kind};
  shape.limits = {rules.above, rules.lowest, rules.below, rules.highest};
  if (is_quantity(kind) && !rules.above && !rules.lowest) shape.limits.lowest = 0;
  if (kind == ValueKind::kText) {
    shape.fewest = rules.fewest;
    shape.most = rules.most;
  }
  return shape;
}

}  // namespace uslkit::shape_detail
