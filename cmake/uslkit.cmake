# How every target of uslkit is compiled, in one place.

set(USLKIT_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Werror)

# Results are the same bits on every compiler and optimisation level: no fused multiply-add by surprise.
# Messages of failed checks name files from the root of the repository, not of the build machine.
set(USLKIT_CODEGEN -ffp-contract=off -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)

# A full build spends about half of its time on reading the same headers again for every file. With
# USLKIT_UNITY, as in the release preset, the compiler takes several files of a target at once; without
# it, as in a plain `cmake -S . -B build`, a changed file alone is compiled again.
option(USLKIT_UNITY "Compile the files of a target in groups: faster in full, slower after a change" OFF)
set(USLKIT_FILES_OF_A_GROUP 6)  # more gain little: what is left is each file's own

# Names are looked at anew at every configure run; a file that is generated stays alone.
function(uslkit_group_files target)
  find_program(USLKIT_PYTHON NAMES /usr/bin/python3 python3 REQUIRED)
  get_target_property(files ${target} SOURCES)
  list(TRANSFORM files REPLACE "^([^/].*)" "${CMAKE_CURRENT_SOURCE_DIR}/\\1")
  list(FILTER files EXCLUDE REGEX "^${PROJECT_BINARY_DIR}/")
  execute_process(
    COMMAND ${USLKIT_PYTHON} ${PROJECT_SOURCE_DIR}/scripts/group_files.py ${USLKIT_FILES_OF_A_GROUP}
            ${files}
    OUTPUT_VARIABLE groups COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE ";" "|" groups "${groups}")
  string(REGEX MATCHALL "[^\n]+" groups "${groups}")
  set(number 0)
  foreach(group ${groups})
    string(REPLACE "|" ";" group "${group}")
    set_source_files_properties(${group} PROPERTIES UNITY_GROUP ${target}_${number})
    math(EXPR number "${number} + 1")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

function(uslkit_settings target)
  if(USLKIT_UNITY)
    uslkit_group_files(${target})
  endif()
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE ${USLKIT_WARNINGS} ${USLKIT_CODEGEN})
  if(USLKIT_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${USLKIT_SANITIZE} -fno-omit-frame-pointer
                                             -fno-sanitize-recover=all)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # Instrumented code makes g++ 12 warn inside std::regex and std::vector (GCC bugs 105562, 105651);
      # the plain builds judge.
      target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized -Wno-array-bounds)
    endif()
    target_link_options(${target} PRIVATE -fsanitize=${USLKIT_SANITIZE})
  endif()
  if(USLKIT_BUILD_FUZZERS)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# uslkit_library(ROOM FILES a.cc b.cc [LINKS public...] [PRIVATE_LINKS ...])
# One static library per room, named uslkit_ROOM and exported as uslkit::ROOM.
function(uslkit_library room)
  cmake_parse_arguments(ARG "" "" "FILES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(uslkit_${room} STATIC ${ARG_FILES})
  add_library(uslkit::${room} ALIAS uslkit_${room})
  uslkit_settings(uslkit_${room})
  set_target_properties(uslkit_${room} PROPERTIES EXPORT_NAME ${room})
  target_include_directories(uslkit_${room} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/uslkit>)
  target_link_libraries(uslkit_${room} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
  set_property(GLOBAL APPEND PROPERTY USLKIT_ROOMS ${room})
endfunction()

# uslkit_test(NAME FILES a_test.cc b_test.cc LINKS uslkit::room)
# One doctest program per room; tests run from the source root so that data/ and tests/data/ are found.
function(uslkit_test name)
  cmake_parse_arguments(ARG "" "" "FILES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_FILES})
  uslkit_settings(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} uslkit_doctest_main doctest::doctest)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT
    LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0)
endfunction()
