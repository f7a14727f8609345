# What `cmake --install` puts where: the program with its man page and completions, the libraries
# with headers for find_package(uslkit), the measured data.
include(CMakePackageConfigHelpers)

get_property(uslkit_rooms GLOBAL PROPERTY USLKIT_ROOMS)
set(uslkit_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/uslkit)

install(TARGETS uslkit RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT cli)
if(TARGET uslkit_mpi)  # found by the program's run path
  install(TARGETS uslkit_mpi LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/uslkit/mpi COMPONENT mpi)
endif()

foreach(room ${uslkit_rooms})
  install(TARGETS uslkit_${room} EXPORT uslkit_targets
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
  get_target_property(room_source uslkit_${room} SOURCE_DIR)  # a part of a room lies in its folder
  file(RELATIVE_PATH room_folder ${PROJECT_SOURCE_DIR}/src ${room_source})
  install(DIRECTORY src/${room_folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/uslkit/${room_folder}
          COMPONENT dev FILES_MATCHING PATTERN "*.h")
endforeach()
install(EXPORT uslkit_targets NAMESPACE uslkit:: FILE uslkitTargets.cmake
        DESTINATION ${uslkit_package_dir} COMPONENT dev)

configure_package_config_file(
  cmake/uslkitConfig.cmake.in ${PROJECT_BINARY_DIR}/uslkitConfig.cmake
  INSTALL_DESTINATION ${uslkit_package_dir})
# Before 1.0 a minor version may change what is promised.
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/uslkitConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/uslkitConfig.cmake
              ${PROJECT_BINARY_DIR}/uslkitConfigVersion.cmake
        DESTINATION ${uslkit_package_dir} COMPONENT dev)

set(uslkit_generated_dir ${PROJECT_BINARY_DIR}/src/cli/generated)
install(FILES ${uslkit_generated_dir}/uslkit.1
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT cli)
install(FILES ${uslkit_generated_dir}/uslkit.bash RENAME uslkit
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT cli)
install(FILES ${uslkit_generated_dir}/_uslkit
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT cli)
install(FILES ${uslkit_generated_dir}/uslkit.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT cli)
install(DIRECTORY data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/uslkit/data COMPONENT cli)
install(DIRECTORY scenarios/ DESTINATION ${CMAKE_INSTALL_DATADIR}/uslkit/scenarios COMPONENT cli)
install(DIRECTORY docs/schemas/ DESTINATION ${CMAKE_INSTALL_DATADIR}/uslkit/schemas COMPONENT cli)
install(DIRECTORY requests/ DESTINATION ${CMAKE_INSTALL_DATADIR}/uslkit/requests COMPONENT cli)
install(DIRECTORY packaging/jobs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/uslkit/examples COMPONENT cli)

# Every Debian package brings its licence and its changes.
foreach(pair cli:uslkit dev:libuslkit-dev mpi:uslkit-mpi python:python3-uslkit)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 component)
  list(GET pair 1 package)
  install(FILES packaging/debian/copyright packaging/debian/changelog
          DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component})
endforeach()
