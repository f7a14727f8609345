// page_assets: style, scripts and licences of the page, embedded when uslkit is built
// (cmake/embed_page.cmake).
#pragma once

#include <string_view>

namespace uslkit::page_assets {

extern const std::string_view kStyle;                // the chart library's and our own
extern const std::string_view kChartLibrary;         // a script
extern const std::string_view kScript;               // our own
extern const std::string_view kChartLibraryName;     // "uPlot 1.6.32"
extern const std::string_view kChartLibraryLicence;  // its full text

}  // namespace uslkit::page_assets
