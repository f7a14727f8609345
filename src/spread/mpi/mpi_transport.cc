// uslkit_mpi.so: a Transport over Open MPI. See spread/load_mpi.h.
#include <climits>
#include <stdexcept>

#define OMPI_SKIP_MPICXX 1
#include <mpi.h>

#include "spread/load_mpi.h"

namespace uslkit {
namespace {

// One tag for all: what a message is says its first byte. Errors of MPI itself end all processes,
// as MPI does by default.
class MpiTransport final : public Transport {
 public:
  MpiTransport() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    if (provided < MPI_THREAD_FUNNELED) throw std::runtime_error("this MPI knows no threads");
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  ~MpiTransport() override { MPI_Finalize(); }

  [[nodiscard]] std::size_t rank() const override { return static_cast<std::size_t>(rank_); }
  [[nodiscard]] std::size_t size() const override { return static_cast<std::size_t>(size_); }

  void send(std::size_t to, std::string_view bytes) override {
    if (bytes.size() > INT_MAX) throw std::runtime_error("a part of more than 2 GiB");
    MPI_Send(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, static_cast<int>(to), kTag,
             MPI_COMM_WORLD);
  }

  [[nodiscard]] std::optional<Message> receive() override {
    int arrived = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &arrived, &status);
    if (arrived == 0) return std::nullopt;
    int count = 0;
    MPI_Get_count(&status, MPI_BYTE, &count);
    Message message{.from = static_cast<std::size_t>(status.MPI_SOURCE),
                    .bytes = std::string(static_cast<std::size_t>(count), '\0')};
    MPI_Recv(message.bytes.data(), count, MPI_BYTE, status.MPI_SOURCE, kTag, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    return message;
  }

 private:
  static constexpr int kTag = 0;
  int rank_ = 0;
  int size_ = 1;
};

Transport* join() { return new MpiTransport; }

}  // namespace
}  // namespace uslkit

extern "C" {
extern const uslkit::MpiFactory uslkit_mpi_factory;
const uslkit::MpiFactory uslkit_mpi_factory{uslkit::kMpiLibraryVersion, uslkit::join};
}
