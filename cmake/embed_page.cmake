# Run at build time: writes OUTPUT, a C++ file with the style, the scripts and the licences that a
# report page embeds. The chart library comes from UPLOT_DIR if that is given, else from where a
# distribution would put it, else from the npm registry, at the version and with the checksum of
# ASSETS/package-lock.json. Whatever way it came, its SHA-256 must be the one written here.
set(uplot_version 1.6.32)
set(uplot_sha256 19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f)

function(find_uplot result)
  foreach(folder "${UPLOT_DIR}" ${WORK}/node_modules/uplot /usr/share/nodejs/uplot)
    if(NOT folder STREQUAL "" AND EXISTS ${folder}/dist/uPlot.iife.min.js)
      set(${result} ${folder} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  if(NOT UPLOT_DIR STREQUAL "")
    message(FATAL_ERROR "no dist/uPlot.iife.min.js in USLKIT_UPLOT_DIR (${UPLOT_DIR})")
  endif()
  find_program(npm npm)
  if(npm)
    file(MAKE_DIRECTORY ${WORK})
    file(COPY ${ASSETS}/package.json ${ASSETS}/package-lock.json DESTINATION ${WORK})
    execute_process(
      COMMAND ${npm} ci --ignore-scripts --no-audit --no-fund --prefer-offline
      WORKING_DIRECTORY ${WORK} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  endif()
  if(NOT npm OR failed)
    message(FATAL_ERROR
      "the chart library of the report page is missing: uplot ${uplot_version} of the npm registry\n"
      "  with a network: install npm (scripts/install_packages.sh) and build again\n"
      "  without: -DUSLKIT_UPLOT_DIR=folder of the unpacked package\n${said}")
  endif()
  set(${result} ${WORK}/node_modules/uplot PARENT_SCOPE)
endfunction()

# A raw string of at most 60,000 bytes each: compilers limit the length of one literal.
function(append_literal name text)
  set(delimiter uslkit_page)
  string(FIND "${text}" ")${delimiter}\"" found)
  if(NOT found EQUAL -1)
    message(FATAL_ERROR "the text of ${name} holds the delimiter of its literal")
  endif()
  set(literals "")
  string(LENGTH "${text}" length)
  set(from 0)
  while(from LESS length)
    string(SUBSTRING "${text}" ${from} 60000 piece)
    string(APPEND literals "\n    R\"${delimiter}(${piece})${delimiter}\"")
    math(EXPR from "${from} + 60000")
  endwhile()
  set(code "${code}const std::string_view ${name} =${literals};\n\n" PARENT_SCOPE)
endfunction()

find_uplot(uplot)
file(SHA256 ${uplot}/dist/uPlot.iife.min.js found_sha256)
if(NOT found_sha256 STREQUAL uplot_sha256)
  message(FATAL_ERROR "${uplot}/dist/uPlot.iife.min.js is not uPlot ${uplot_version}: "
                      "SHA-256 ${found_sha256}, expected ${uplot_sha256}")
endif()
file(READ ${uplot}/dist/uPlot.iife.min.js library)
file(READ ${uplot}/dist/uPlot.min.css library_style)
file(READ ${uplot}/LICENSE licence)
file(READ ${ASSETS}/report.css style)
set(script "\"use strict\";\n")
foreach(part usl numbers charts time_charts usl_chart page)
  file(READ ${ASSETS}/${part}.js text)
  string(APPEND script "${text}")
endforeach()

set(code "// Written by cmake/embed_page.cmake.\n#include \"page/page_assets.h\"\n\n")
string(APPEND code "namespace uslkit::page_assets {\n\n")
append_literal(kStyle "${library_style}\n${style}")
append_literal(kChartLibrary "${library}")
append_literal(kScript "${script}")
append_literal(kChartLibraryName "uPlot ${uplot_version}")
append_literal(kChartLibraryLicence "${licence}")
string(APPEND code "}  // namespace uslkit::page_assets\n")
file(WRITE ${OUTPUT} "${code}")
