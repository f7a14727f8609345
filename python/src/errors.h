// errors: what the library throws, as the exceptions of uslkit._errors.
#pragma once

namespace uslkit::python {

// InputError, UsageError, FitNotUsable, InputErrors and OutputError become their Python namesakes,
// with place, found, allowed and hint as attributes. An option's name loses its dashes: --min-n is
// min_n here.
void translate_errors();

}  // namespace uslkit::python
