// Connection: one client: reads its requests, has them appended, answers them in their order.
//
//   read ─► RequestReader ─► serve() ─► events: validate ─► admit ─► writer.append ┐
//                               │ others: answered at once                        │ any thread
//                               ▼                                                 ▼
//                            ring of PendingRequest ◄──────────── on_append_answered()
//                               │ those in front that are answered
//                               ▼
//                            out_ ─► one write for all of them
//
// All but the sink's answer happens on the worker's thread. Life: free -> open() -> serving ->
// (lingering: the answer is sent, the client's bytes are swallowed until it has closed, so that no
// reset overtakes the answer) -> closed -> free, as soon as no handler and no append refers to it.
// Invariants:
//  1. Answers leave in the order of the requests.
//  2. A request is answered 202 only after every one of its appends was answered `ok`.
//  3. A request is read only if there is room for its answer: depth and unsent bytes are bounded.
// In steady state nothing is allocated: rings, buffers and texts are reused.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>  // before asio: Boost 1.74 forgets it in C++20
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "pipeline/ingress/event_batch.h"
#include "pipeline/ingress/http_reply.h"
#include "pipeline/ingress/ingress_shared.h"
#include "pipeline/ingress/request_reader.h"

namespace uslkit {

class Connection;

// The executor by its own type: the default one is type-erased and costs a call per operation.
using IngressSocket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

// What the connections of one thread share.
struct WorkerState {
  WorkerState(IngressShared& of_all, IngressCounters& own, AppendListener& for_appends)
      : shared(of_all),
        counters(own),
        writer(of_all.sink.writer(for_appends)),
        batch(of_all.router, of_all.limits) {}

  IngressShared& shared;
  IngressCounters& counters;
  std::unique_ptr<EventWriter> writer;  // flushed at the end of each turn of the loop
  boost::asio::io_context io{1};
  EventBatch batch;
  std::string date{};               // now, for answers
  std::string accepted_one{};       // the answer to one accepted event, with this date
  std::vector<Connection*> free{};  // closed, to be opened again
  std::array<char, 16 * 1024> swallowed{};
};

// A request whose answer is not yet sent; the ticket of its appends.
struct PendingRequest {
  Connection* connection = nullptr;
  std::uint32_t open_appends = 0;
  AppendStatus worst = AppendStatus::ok;
  bool in_use = false;
  bool answered = false;
  bool ends_connection = false;
  bool appended = false;  // `reply` is made from `worst` when all appends are answered
  std::uint32_t events = 0;
  std::uint32_t attempts = 0;  // at the gate
  TimePoint received{};
  std::string reply{};  // of all answers but a 202
};

class Connection {
 public:
  explicit Connection(WorkerState& worker);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void open(IngressSocket socket, const AddressBytes& address);
  [[nodiscard]] bool is_open() const { return state_ != State::closed; }

  // One of the appends of `request` was answered. The caller pumps afterwards.
  void on_append_answered(PendingRequest& request, AppendStatus status);
  // Does all that can be done without waiting.
  void pump();
  [[nodiscard]] bool pumping() const { return pumping_; }

  void check_deadline(TimePoint now);
  // Shutdown: what was received is answered, then the connection ends.
  void drain();
  void abort();

  bool in_ready_list = false;  // of the worker

 private:
  enum class State : std::uint8_t { closed, serving, lingering };

  // Requests (connection_requests.cc).
  void serve();
  [[nodiscard]] bool may_serve() const;
  void handle(const HttpRequest& request);
  void handle_events(PendingRequest& pending, const HttpRequest& request);
  void handle_page(PendingRequest& pending, const HttpRequest& request);
  [[nodiscard]] bool read_batch(PendingRequest& pending, const HttpRequest& request);
  [[nodiscard]] bool admit(PendingRequest& pending);
  void hold(Duration wait);
  void append(PendingRequest& pending);
  void finish_append(PendingRequest& pending);
  void reply(PendingRequest& pending, HttpReply reply);
  void refuse(const HttpRefusal& refusal);
  [[nodiscard]] PendingRequest& add_pending();

  // Bytes (connection.cc).
  void collect_answers();
  void send();
  void wait_to_send();
  void on_sent(const boost::system::error_code& error, std::size_t bytes);
  void receive();
  void on_received(const boost::system::error_code& error, std::size_t bytes);
  void end_if_done();
  void linger();
  void swallow();
  void close(IngressCount cause);
  void retire_if_unused();
  void note_progress();
  void time_out(IngressCount cause);
  [[nodiscard]] std::size_t unsent() const { return out_.size() + sending_.size() - sent_; }

  WorkerState& worker_;
  const IngressLimits& limits_;
  IngressSocket socket_;
  boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                    boost::asio::wait_traits<std::chrono::steady_clock>,
                                    boost::asio::io_context::executor_type>
      hold_timer_;
  AddressBytes address_{};
  bool address_in_use_ = false;  // counted by the quota: this connection is not free
  RequestReader reader_;

  std::vector<PendingRequest> ring_;  // pipeline_depth of them
  std::size_t first_ = 0;             // the oldest
  std::size_t count_ = 0;
  std::string out_;      // answers to be sent next
  std::string sending_;  // being sent
  std::size_t sent_ = 0;

  State state_ = State::closed;
  bool pumping_ = false;
  bool receiving_ = false;  // a read is under way
  bool writing_ = false;    // a write is under way
  bool held_ = false;       // a leaky bucket holds the present request back
  bool last_ = false;       // no further request is read
  bool client_done_ = false;
  bool new_bytes_ = false;     // since the last turn
  bool headers_only_ = false;  // the present request is a HEAD
  IngressCount end_cause_ = IngressCount::closed_asked;

  RequestReader::Phase phase_ = RequestReader::Phase::between;
  std::uint64_t requests_ = 0;
  std::uint64_t phase_request_ = 0;
  TimePoint now_{};          // of this turn: the clock is asked once
  TimePoint received_at_{};  // when the latest bytes came
  TimePoint phase_since_{};
  TimePoint writing_since_{};
  TimePoint lingering_since_{};
  bool fresh_ = true;  // no request yet
};

}  // namespace uslkit
