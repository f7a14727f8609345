// IngressWorker: one thread with its own event loop, acceptor and connections.
//
// Threads share nothing but IngressShared; the kernel deals connections out (SO_REUSEPORT). Answers
// of the log that come on other threads are queued; one eventfd write wakes the loop for all that
// came since it last looked. What the requests of one turn append goes to the log together.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "pipeline/ingress/connection.h"  // first: see <utility> there

namespace uslkit {

struct ListenAddress {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the kernel chooses
  bool shared = false;     // several acceptors on one port
};

class IngressWorker final : private AppendListener {
 public:
  IngressWorker(IngressShared& shared, std::size_t index);
  ~IngressWorker();
  IngressWorker(const IngressWorker&) = delete;
  IngressWorker& operator=(const IngressWorker&) = delete;

  // Listens; throws InputError where that is not possible. Returns the port.
  std::uint16_t listen(const ListenAddress& address);
  // `on_control`, if any, runs on this thread at every `interval`.
  void start(Duration interval, std::function<void()> on_control);

  void begin_drain();  // no new connections; what was received is answered
  void abort_all();    // closes what is left
  void stop();         // ends the thread

 private:
  using Executor = boost::asio::io_context::executor_type;
  using Timer = boost::asio::basic_waitable_timer<
      std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
  struct Answered {
    PendingRequest* request;
    AppendStatus status;
  };

  void run();
  void accept();
  void on_accepted(const boost::system::error_code& error, IngressSocket socket);
  void turn_away(IngressSocket socket, ConnectionQuota::Answer answer);
  void tick();
  void set_date();
  void control();
  void on_appended(void* ticket, AppendStatus status) override;
  void wait_for_answers();
  void pass_on_answers();
  void end_turn();

  IngressShared& shared_;
  WorkerState state_;
  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor> acceptor_;
  Timer tick_timer_;
  Timer accept_timer_;
  Timer control_timer_;
  Duration control_interval_{0};
  std::function<void()> on_control_;
  std::vector<std::unique_ptr<Connection>> connections_;

  boost::asio::posix::basic_stream_descriptor<Executor> wake_;
  int wake_fd_ = -1;
  std::mutex answered_mutex_;
  std::vector<Answered> answered_;     // by other threads
  std::vector<Answered> own_answers_;  // by this thread, outside of a connection's turn
  std::vector<Answered> taken_;
  std::vector<Connection*> ready_;
  std::jthread thread_;
};

}  // namespace uslkit
