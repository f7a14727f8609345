// request_file: sizing requests from files, with everything that is known about their format.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/usl_fit.h"
#include "sizing/sizing_request.h"

namespace uslkit {

// Turns the file that a capacity of kind "fit" names into a fit. Throws InputError.
using FitLoader = std::function<UslFit(const std::string& file)>;

struct ReadRequestOptions {
  std::vector<std::string> sets{};  // "/json/pointer=value", applied in this order
  FitLoader load_fit{};             // absent: a request with a fit is refused
};

// The request in a text, with what it extends, its settings, catalogue, traces and fits; `name` is
// what messages call it, and files are relative to its directory. Everything that is wrong with it
// is one InputErrors: JSON pointer and line, value, rule, remedy.
[[nodiscard]] SizingRequest request_from_text(std::string text, const std::string& name,
                                              const ReadRequestOptions& options = {});
[[nodiscard]] SizingRequest read_request(const std::string& name,
                                         const ReadRequestOptions& options = {});

// JSON text that reads back as the same request, without what equals its default. What came from a
// catalogue is written out.
[[nodiscard]] std::string write_request(const SizingRequest& request);

// The JSON Schema of request files, and docs/request-reference.md.
[[nodiscard]] std::string request_schema();
[[nodiscard]] std::string request_reference_markdown();
// The JSON Schema of catalogue files.
[[nodiscard]] std::string catalogue_schema();

// A fit as a capacity: coefficients and joint draws per second, and what speaks against them.
void fill_from_fit(const UslFit& fit, FitCapacity& capacity);

}  // namespace uslkit
