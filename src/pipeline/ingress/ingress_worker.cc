#include "pipeline/ingress/ingress_worker.h"

#include <chrono>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/input_error.h"

namespace uslkit {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds kTick(100);
// So many handlers at most make a turn, at the end of which events go to the log: enough to make
// one append of many requests, and at 5 us each no delay that anyone would see.
constexpr int kTurn = 64;
constexpr std::chrono::milliseconds kAcceptPause(100);  // after running out of descriptors

thread_local const IngressWorker* own_worker = nullptr;

AddressBytes bytes_of(const asio::ip::address& address) {
  const asio::ip::address_v6 v6 =
      address.is_v6() ? address.to_v6()
                      : asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4());
  return v6.to_bytes();
}

[[noreturn]] void cannot_listen(const ListenAddress& address, const std::string& why) {
  throw InputError({.place = {.source = "--listen"},
                    .found = fmt::format("{}:{} ({})", address.address, address.port, why),
                    .allowed = "a free port of an address of this machine",
                    .hint = "end what listens there, or take port 0 for any free one"});
}

}  // namespace

IngressWorker::IngressWorker(IngressShared& shared, std::size_t index)
    : shared_(shared),
      state_(shared, shared.counters.of(index), *this),
      acceptor_(state_.io),
      tick_timer_(state_.io),
      accept_timer_(state_.io),
      control_timer_(state_.io),
      wake_(state_.io) {
  wake_fd_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  USLKIT_CHECK(wake_fd_ >= 0);
  wake_.assign(wake_fd_);
}

IngressWorker::~IngressWorker() { stop(); }

// ---- Life. ----

std::uint16_t IngressWorker::listen(const ListenAddress& address) {
  error_code error;
  const asio::ip::address ip = asio::ip::make_address(address.address, error);
  if (error) cannot_listen(address, "no IP address");
  const asio::ip::tcp::endpoint endpoint(ip, address.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  const int on = 1;
  if (!error && address.shared &&
      ::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
    cannot_listen(address, "SO_REUSEPORT is not supported");
  }
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) cannot_listen(address, error.message());
  return acceptor_.local_endpoint().port();
}

void IngressWorker::start(Duration interval, std::function<void()> on_control) {
  control_interval_ = interval;
  on_control_ = std::move(on_control);
  thread_ = std::jthread([this] { run(); });
}

void IngressWorker::run() {
  own_worker = this;
  set_date();
  accept();
  tick();
  if (on_control_) control();
  wait_for_answers();
  while (state_.io.run_one() > 0) {
    for (int i = 1; i < kTurn && state_.io.poll_one() > 0; ++i) {
    }
    end_turn();
  }
  own_worker = nullptr;
}

// What the requests of this turn have appended goes to the log together; what it answers at once
// is sent at once.
void IngressWorker::end_turn() {
  state_.writer->flush();
  while (!own_answers_.empty()) {
    std::swap(own_answers_, taken_);
    pass_on_answers();
    state_.writer->flush();
  }
}

void IngressWorker::begin_drain() {
  asio::post(state_.io, [this] {
    error_code ignored;
    acceptor_.close(ignored);
    for (const std::unique_ptr<Connection>& each : connections_) each->drain();
  });
}

void IngressWorker::abort_all() {
  asio::post(state_.io, [this] {
    for (const std::unique_ptr<Connection>& each : connections_) each->abort();
  });
}

void IngressWorker::stop() {
  // Behind what was posted before it.
  if (thread_.joinable()) asio::post(state_.io, [this] { state_.io.stop(); });
  if (thread_.joinable()) thread_.join();
}

// ---- Connections. ----

void IngressWorker::accept() {
  acceptor_.async_accept(state_.io, [this](const error_code& error, IngressSocket socket) {
    on_accepted(error, std::move(socket));
  });
}

void IngressWorker::on_accepted(const error_code& error, IngressSocket socket) {
  if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
  if (error) {
    state_.counters.add(IngressCount::accept_failed);
    accept_timer_.expires_after(kAcceptPause);
    accept_timer_.async_wait([this](const error_code&) {
      if (acceptor_.is_open()) accept();
    });
    return;
  }
  error_code gone;
  const asio::ip::tcp::endpoint peer = socket.remote_endpoint(gone);
  if (!gone) socket.non_blocking(true, gone);
  if (!gone) socket.set_option(asio::ip::tcp::no_delay(true), gone);
  if (gone) {
    state_.counters.add(IngressCount::accept_failed);
    return accept();
  }
  const AddressBytes address = bytes_of(peer.address());
  const ConnectionQuota::Answer answer = shared_.quota.admit(address);
  if (answer != ConnectionQuota::Answer::admitted) {
    turn_away(std::move(socket), answer);
    return accept();
  }
  state_.counters.add(IngressCount::connections_opened);
  if (state_.free.empty()) {
    connections_.push_back(std::make_unique<Connection>(state_));
    state_.free.push_back(connections_.back().get());
  }
  Connection* const connection = state_.free.back();
  state_.free.pop_back();
  connection->open(std::move(socket), address);
  accept();
}

// Says why, if the socket takes it at once, and closes: a flood must cost nothing.
void IngressWorker::turn_away(IngressSocket socket, ConnectionQuota::Answer answer) {
  const bool total = answer == ConnectionQuota::Answer::total;
  state_.counters.add(total ? IngressCount::refused_total : IngressCount::refused_address);
  const std::string body =
      fmt::format(R"({{"error":"{}","remedy":"close idle connections, or retry later"}})",
                  total ? "connections" : "connections_per_address");
  std::string reply;
  append_reply(
      reply, {.status = 503, .body = body, .date = state_.date, .retry_after_s = 1, .close = true});
  error_code ignored;
  socket.write_some(asio::buffer(reply), ignored);
  socket.shutdown(asio::socket_base::shutdown_send, ignored);
  socket.read_some(asio::buffer(state_.swallowed), ignored);
}

// ---- Timers. ----

void IngressWorker::tick() {
  set_date();
  const TimePoint now = shared_.clock.now();
  for (const std::unique_ptr<Connection>& each : connections_) each->check_deadline(now);
  tick_timer_.expires_after(kTick);
  tick_timer_.async_wait([this](const error_code& error) {
    if (!error) tick();
  });
}

void IngressWorker::set_date() {
  state_.date =
      http_date(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  state_.accepted_one.clear();
  append_accepted(state_.accepted_one, 1, state_.date, false);
}

void IngressWorker::control() {
  control_timer_.expires_after(control_interval_);
  control_timer_.async_wait([this](const error_code& error) {
    if (error) return;
    on_control_();
    control();
  });
}

// ---- Answers of the log. ----

void IngressWorker::on_appended(void* ticket, AppendStatus status) {
  PendingRequest* const request = static_cast<PendingRequest*>(ticket);
  // From within append(): the connection is about to look at its answers anyway.
  if (own_worker == this && request->connection->pumping()) {
    return request->connection->on_append_answered(*request, status);
  }
  if (own_worker == this) return own_answers_.push_back({request, status});
  bool wake = false;
  {
    const std::lock_guard<std::mutex> lock(answered_mutex_);
    wake = answered_.empty();
    answered_.push_back({request, status});
  }
  if (!wake) return;
  const std::uint64_t one = 1;
  // It fails only if the counter is full, and then the loop is awake.
  [[maybe_unused]] const ssize_t written = ::write(wake_fd_, &one, sizeof one);
}

void IngressWorker::wait_for_answers() {
  wake_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const error_code& error) {
    if (error) return;
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t read = ::read(wake_fd_, &count, sizeof count);
    {
      const std::lock_guard<std::mutex> lock(answered_mutex_);
      std::swap(answered_, taken_);
    }
    pass_on_answers();
    wait_for_answers();
  });
}

// All answers first, then each connection once: one write for all that became known.
void IngressWorker::pass_on_answers() {
  for (const Answered& each : taken_) {
    Connection& connection = *each.request->connection;
    connection.on_append_answered(*each.request, each.status);
    if (connection.in_ready_list) continue;
    connection.in_ready_list = true;
    ready_.push_back(&connection);
  }
  taken_.clear();
  for (Connection* const connection : ready_) {
    connection->in_ready_list = false;
    connection->pump();
  }
  ready_.clear();
}

}  // namespace uslkit
