# What `cpack` makes: uslkit (the program, its page, completions, data), libuslkit-dev (headers and
# libraries), where Open MPI is there uslkit-mpi, and where it is built python3-uslkit, as Debian
# packages that lintian accepts. With SOURCE_DATE_EPOCH and one umask, the same build gives the same bytes.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME uslkit)
set(CPACK_PACKAGE_VENDOR "uslkit")
set(CPACK_PACKAGE_CONTACT "uslkit maintainers <uslkit@users.noreply.github.com>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/debian/tidy_tree.cmake)

set(CPACK_COMPONENTS_ALL cli dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE "${PROJECT_HOMEPAGE_URL}")

set(CPACK_DEBIAN_CLI_PACKAGE_NAME uslkit)
set(CPACK_DEBIAN_CLI_PACKAGE_SECTION math)
set(CPACK_DEBIAN_CLI_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_CLI_DESCRIPTION
"uslkit answers how far a system scales, how much of it is needed, and what
happens in the surge: it fits the Universal Scalability Law to load tests,
plans partitions, consumers, brokers, shards and cells with their cost,
simulates the architecture request by request, runs the same scenario for
real on this machine, and reports with honest uncertainty.")

# What uslkitConfig.cmake looks for.
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libuslkit-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
    "libboost-dev, libcairo2-dev, libceres-dev, libeigen3-dev, libfmt-dev, libhiredis-dev, liblmdb-dev, libmuparser-dev, libpq-dev, librdkafka-dev, libsimdjson-dev, nettle-dev, nlohmann-json3-dev")
set(CPACK_COMPONENT_DEV_DESCRIPTION
"Headers and static libraries of uslkit, for C++20 programs that fit, size or
simulate by themselves: find_package(uslkit), then link uslkit::fit,
uslkit::sizing or uslkit::sim.")

if(TARGET uslkit_mpi)
  list(APPEND CPACK_COMPONENTS_ALL mpi)
  set(CPACK_DEBIAN_MPI_PACKAGE_NAME uslkit-mpi)
  set(CPACK_DEBIAN_MPI_PACKAGE_SECTION math)
  set(CPACK_DEBIAN_MPI_PACKAGE_DEPENDS "uslkit (= ${PROJECT_VERSION}), openmpi-bin")
  set(CPACK_DEBIAN_MPI_PACKAGE_SHLIBDEPS ON)
  set(CPACK_COMPONENT_MPI_DESCRIPTION
"What uslkit loads when mpirun starts it, so that the cells and replications of
a simulation are spread over machines, with the same bytes as on one.")
endif()

if(TARGET _core)
  list(APPEND CPACK_COMPONENTS_ALL python)
  # A compiled module fits one minor version of Python: the one that it was built for.
  math(EXPR next_minor "${USLKIT_PYTHON_MINOR} + 1")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-uslkit)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS
      "python3 (>= 3.${USLKIT_PYTHON_MINOR}), python3 (<< 3.${next_minor}), python3-numpy")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS python3-pandas)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS ON)
  set(CPACK_COMPONENT_PYTHON_DESCRIPTION
"uslkit from Python: fits of the Universal Scalability Law, sizing plans,
simulations and audits as objects, with numpy arrays and pandas frames.")
endif()

include(CPack)
