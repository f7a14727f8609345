#include "spread/load_mpi.h"

#include <stdexcept>

#include <dlfcn.h>
#include <fmt/format.h>

namespace uslkit {
namespace {

// Found beside the program or in its library folder: by the program's RUNPATH.
constexpr const char* kLibrary = "uslkit_mpi.so";

}  // namespace

std::unique_ptr<Transport> load_mpi() {
  // Open MPI loads its own parts later, and they look for its symbols among the global ones.
  void* const library = ::dlopen(kLibrary, RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) {
    throw std::runtime_error(fmt::format(
        "mpirun started this program, but it has no MPI in it ({})\n"
        "  allowed: a build with Open MPI: apt-get install openmpi-bin libopenmpi-dev, then build\n"
        "  hint: without MPI, --shard and `uslkit merge` spread a run over machines",
        ::dlerror()));
  }
  const MpiFactory* const factory =
      static_cast<const MpiFactory*>(::dlsym(library, kMpiFactoryName));
  if (factory == nullptr || factory->version != kMpiLibraryVersion) {
    throw std::runtime_error(fmt::format("{} is of another version of uslkit", kLibrary));
  }
  return std::unique_ptr<Transport>(factory->join());
}

}  // namespace uslkit
