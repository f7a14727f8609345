#include "report/render.h"

#include <algorithm>
#include <cctype>

#include "base/check.h"
#include "base/input_error.h"
#include "report/render_cairo.h"
#include "report/render_svg.h"

namespace uslkit {

const std::vector<std::string>& plot_formats() {
  static const std::vector<std::string> kFormats = {"svg", "png", "pdf"};
  return kFormats;
}

std::string plot_format_of(const std::string& file) {
  const std::size_t name = file.find_last_of('/') == std::string::npos ? 0 : file.find_last_of('/');
  const std::size_t dot = file.find_last_of('.');
  const bool has_extension = dot != std::string::npos && dot >= name;
  std::string extension = has_extension ? file.substr(dot + 1) : "";
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  const std::vector<std::string>& formats = plot_formats();
  if (std::find(formats.begin(), formats.end(), extension) != formats.end()) return extension;
  InputError::Parts parts;
  parts.place.source = "--plot";
  parts.found = uslkit::quoted(file);
  parts.allowed = "a file name ending in .svg, .png or .pdf";
  parts.hint = "the ending chooses the format, for example usl.svg";
  throw InputError(parts);
}

std::string render(const Plot& plot, std::string_view format) {
  if (format == "svg") return render_svg(plot);
  if (format == "png") return render_png(plot);
  USLKIT_CHECK(format == "pdf");
  return render_pdf(plot);
}

}  // namespace uslkit
