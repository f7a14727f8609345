#include "ingest/reader.h"

namespace uslkit {

std::span<const FormatReader> tool_output_formats() { return {}; }

}  // namespace uslkit
