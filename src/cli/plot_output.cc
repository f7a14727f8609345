#include "cli/plot_output.h"

#include "cli/exit_code.h"
#include "cli/output.h"
#include "report/render.h"

namespace uslkit {

std::string plot_format(const std::string& file, const std::string& option) {
  if (file == "-") return "svg";
  try {
    return plot_format_of(file);
  } catch (const InputError& error) {
    InputError::Parts parts = error.parts();
    parts.place = {.source = option};
    throw UsageError(parts);
  }
}

void write_plot(const Plot& plot, const std::string& file, const std::string& format) {
  write_result(render(plot, format), file);
}

}  // namespace uslkit
