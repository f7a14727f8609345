// What the fuzzers throw bytes at, and what must hold whatever the bytes are.
//
// A target returns when the bytes were read, or refused by an InputError whose message is printable
// and names what was found. Anything else (a crash, another exception, a row with a number that no
// measurement can have) stops the process, which is how a fuzzer notices.
#pragma once

#include <span>
#include <string_view>

namespace uslkit {

using FuzzTarget = void (*)(std::string_view bytes);

void fuzz_csv(std::string_view bytes);       // detection, the generic CSV, all tables of tools
void fuzz_text(std::string_view bytes);      // every reader of text reports
void fuzz_json(std::string_view bytes);      // every reader of JSON output
void fuzz_fit_json(std::string_view bytes);  // a kept fit, and its way back into JSON
void fuzz_scenario(std::string_view bytes);  // a scenario, and its way back into JSON

struct NamedTarget {
  std::string_view name;  // of the program and of its folder in corpus/
  FuzzTarget run;
};

[[nodiscard]] std::span<const NamedTarget> fuzz_targets();

}  // namespace uslkit
