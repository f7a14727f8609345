// load_mpi: MPI as a Transport, from a library that is loaded only when mpirun started the program
// (docs/adr/): the ordinary path has no MPI in it.
#pragma once

#include <memory>
#include <string>

#include "spread/transport.h"

namespace uslkit {

// The transport of this process, joined with those of the others. Throws std::runtime_error where
// the library is not there (not built in, not installed) or does not fit. The library stays loaded.
[[nodiscard]] std::unique_ptr<Transport> load_mpi();

// What the library must export, under the name kMpiFactoryName.
inline constexpr int kMpiLibraryVersion = 1;
struct MpiFactory {
  int version = 0;
  Transport* (*join)() = nullptr;
};
inline constexpr const char* kMpiFactoryName = "uslkit_mpi_factory";

}  // namespace uslkit
