// set_value: `--set /ingress/rate=120k/s`, applied to the JSON of a scenario before it is read.
#pragma once

#include <string>
#include <string_view>

#include "scenario/findings.h"
#include "scenario/sourced_json.h"
#include "scenario/value_shape.h"

namespace uslkit {

// Sets the value that the JSON pointer before the first "=" names to the text behind it. Texts,
// words and quantities are taken as they stand; anything else is read as JSON. Objects on the way
// that the file leaves out are created with their defaults; array elements are named by index. A
// new "kind" drops the keys of the old one. What is not declared is a finding with a suggestion;
// whether the value is right is for the reader to say, which names the place as "--set /pointer".
void apply_setting(std::string_view setting, const ObjectShape& root, SourcedJson& input,
                   Findings& findings);

// Every pointer that the declarations know, with 0 for the index of a list; where shapes recur, the
// inner ones are left out.
[[nodiscard]] std::vector<std::string> declared_pointers(const ObjectShape& root);

}  // namespace uslkit
