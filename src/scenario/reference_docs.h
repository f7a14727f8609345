// reference_docs: the reference page of a declared struct, as Markdown.
#pragma once

#include <string>

#include "scenario/value_shape.h"

namespace uslkit {

// One section with a table per object, the root first; the kinds of a choice and the words of a
// list of words stand in the section that uses them. Sections have the object's name as anchor.
[[nodiscard]] std::string reference_markdown(const ObjectShape& root);

}  // namespace uslkit
