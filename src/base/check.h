// USLKIT_CHECK: stops the program where our own reasoning turned out wrong.
#pragma once

namespace uslkit {

// Prints what was expected and where to stderr and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace uslkit

// A programming error, never a user's: bad input is an InputError. Stays on in release builds.
#define USLKIT_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::uslkit::check_failed(#condition, __FILE__, __LINE__))
