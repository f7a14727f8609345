// The bytes of one client: reading, writing, closing, deadlines.
#include "pipeline/ingress/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include "base/check.h"

namespace uslkit {
namespace {

using boost::system::error_code;

constexpr std::size_t kReservedOut = 16 * 1024;

constexpr HttpRefusal kSlowHead = {408, "slow_head", "the head of a request arrives within a limit",
                                   "send the request without pauses"};
constexpr HttpRefusal kSlowBody = {408, "slow_body", "the body of a request arrives within a limit",
                                   "send smaller batches"};

}  // namespace

Connection::Connection(WorkerState& worker)
    : worker_(worker),
      limits_(worker.shared.limits),
      socket_(worker.io),
      hold_timer_(worker.io),
      reader_(limits_, worker.shared.body_memory),
      ring_(limits_.pipeline_depth) {
  for (PendingRequest& pending : ring_) pending.connection = this;
  out_.reserve(kReservedOut);
  sending_.reserve(kReservedOut);
}

void Connection::open(IngressSocket socket, const AddressBytes& address) {
  USLKIT_CHECK(state_ == State::closed);
  socket_ = std::move(socket);
  address_ = address;
  address_in_use_ = true;
  reader_.reset();
  out_.clear();
  sending_.clear();
  sent_ = 0;
  last_ = client_done_ = false;
  fresh_ = true;
  requests_ = phase_request_ = 0;
  phase_ = RequestReader::Phase::between;
  phase_since_ = received_at_ = now_ = worker_.shared.clock.now();
  new_bytes_ = false;
  end_cause_ = IngressCount::closed_asked;
  state_ = State::serving;
  receive();
}

void Connection::pump() {
  now_ = worker_.shared.clock.now();
  if (std::exchange(new_bytes_, false)) received_at_ = now_;
  if (state_ == State::serving) {
    pumping_ = true;
    std::size_t before = 0;
    do {
      serve();
      before = count_;
      collect_answers();
    } while (before == ring_.size() && count_ < before);
    pumping_ = false;
    send();
    note_progress();
    end_if_done();
    receive();
  }
  if (state_ == State::closed) retire_if_unused();
}

// ---- Out. ----

// Moves the answers in front, as far as they are known, to what is sent next.
void Connection::collect_answers() {
  while (count_ > 0 && ring_[first_].answered) {
    PendingRequest& pending = ring_[first_];
    if (pending.appended && pending.events == 1 && !pending.ends_connection) {
      out_ += worker_.accepted_one;
    } else if (pending.appended) {
      append_accepted(out_, pending.events, worker_.date, pending.ends_connection);
    } else {
      out_ += pending.reply;
    }
    pending.in_use = false;
    first_ = (first_ + 1) % ring_.size();
    --count_;
  }
  if (count_ == 0) first_ = 0;  // the place in use is one that the cache still holds
}

// Tries at once, because the socket nearly always takes it; waits only for what it does not.
void Connection::send() {
  if (state_ != State::serving || writing_ || out_.empty()) return;
  error_code error;
  sent_ = socket_.write_some(boost::asio::buffer(out_), error);
  if (error && error != boost::asio::error::would_block)
    return close(IngressCount::closed_by_client);
  if (sent_ < out_.size()) {
    std::swap(out_, sending_);
    writing_since_ = worker_.shared.clock.now();
    return wait_to_send();
  }
  out_.clear();
  sent_ = 0;
}

void Connection::wait_to_send() {
  writing_ = true;
  socket_.async_write_some(
      boost::asio::buffer(sending_.data() + sent_, sending_.size() - sent_),
      [this](const error_code& error, std::size_t bytes) { on_sent(error, bytes); });
}

void Connection::on_sent(const error_code& error, std::size_t bytes) {
  writing_ = false;
  if (error) {
    if (state_ != State::closed) close(IngressCount::closed_by_client);
    return retire_if_unused();
  }
  sent_ += bytes;
  if (bytes > 0) writing_since_ = worker_.shared.clock.now();
  if (sent_ < sending_.size()) return wait_to_send();
  sending_.clear();
  sent_ = 0;
  pump();
}

// ---- In. ----

void Connection::receive() {
  if (state_ != State::serving || receiving_ || last_ || held_ || client_done_) return;
  if (count_ == ring_.size() || writing_) return;
  const std::span<char> room = reader_.room();
  if (room.empty()) {
    // The reader has refused: the next pump answers it.
    boost::asio::post(worker_.io, [this] {
      receiving_ = false;
      pump();
    });
    receiving_ = true;
    return;
  }
  receiving_ = true;
  socket_.async_read_some(
      boost::asio::buffer(room.data(), room.size()),
      [this](const error_code& error, std::size_t bytes) { on_received(error, bytes); });
}

void Connection::on_received(const error_code& error, std::size_t bytes) {
  receiving_ = false;
  new_bytes_ = bytes > 0;
  if (state_ == State::lingering) return swallow();
  if (state_ == State::serving) {
    if (error == boost::asio::error::eof) {
      client_done_ = true;
    } else if (error) {
      close(IngressCount::closed_by_client);
    } else {
      reader_.received(bytes);
    }
  }
  pump();
}

// ---- The end. ----

void Connection::end_if_done() {
  if (state_ != State::serving || count_ > 0 || writing_ || !out_.empty()) return;
  if (client_done_) {
    const bool within = !last_ && reader_.phase() != RequestReader::Phase::between;
    return close(last_    ? end_cause_
                 : within ? IngressCount::closed_incomplete
                          : IngressCount::closed_by_client);
  }
  if (last_) linger();
}

// Closing with bytes unread would reset the connection and might destroy the answer on its way.
void Connection::linger() {
  state_ = State::lingering;
  lingering_since_ = worker_.shared.clock.now();
  error_code ignored;
  socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
  if (!receiving_) swallow();
}

void Connection::swallow() {
  error_code error;
  for (int i = 0; i < 16 && !error; ++i) {
    socket_.read_some(boost::asio::buffer(worker_.swallowed), error);
  }
  if (error && error != boost::asio::error::would_block) {
    close(end_cause_);
    return retire_if_unused();
  }
  receiving_ = true;
  socket_.async_wait(IngressSocket::wait_read, [this](const error_code& failed) {
    receiving_ = false;
    if (state_ == State::lingering && !failed) return swallow();
    if (state_ == State::lingering) close(end_cause_);
    retire_if_unused();
  });
}

void Connection::close(IngressCount cause) {
  USLKIT_CHECK(state_ != State::closed);
  state_ = State::closed;
  worker_.counters.add(cause);
  error_code ignored;
  socket_.close(ignored);
  collect_answers();
}

// Back to the free ones when neither a handler nor an append refers to this connection.
void Connection::retire_if_unused() {
  if (state_ != State::closed || receiving_ || writing_ || held_) return;
  collect_answers();
  if (count_ > 0 || !address_in_use_) return;
  address_in_use_ = false;
  worker_.free.push_back(this);
  worker_.shared.quota.release(address_);
}

void Connection::drain() {
  if (state_ != State::serving) return;
  if (count_ > 0 && !last_) {
    PendingRequest& newest = ring_[(first_ + count_ - 1) % ring_.size()];
    if (!newest.answered) newest.ends_connection = true;
  }
  if (reader_.phase() == RequestReader::Phase::between && !held_) {
    if (!last_) end_cause_ = IngressCount::closed_drain;
    last_ = true;
  }
  pump();
}

void Connection::abort() {
  if (state_ == State::closed) return;
  close(IngressCount::closed_drain);
  retire_if_unused();
}

// ---- Deadlines. ----

void Connection::note_progress() {
  const RequestReader::Phase phase = reader_.phase();
  if (requests_ > 0) fresh_ = false;
  if (phase == phase_ && requests_ == phase_request_ && count_ == 0) return;
  phase_ = phase;
  phase_request_ = requests_;
  phase_since_ = now_;
}

void Connection::check_deadline(TimePoint now) {
  if (state_ == State::closed) return;
  if (state_ == State::lingering) {
    if (now - lingering_since_ < limits_.linger) return;
    close(end_cause_);
    return retire_if_unused();
  }
  if (writing_) {
    if (now - writing_since_ < limits_.write_timeout) return;
    close(IngressCount::closed_slow_reader);
    return retire_if_unused();
  }
  if (count_ > 0 || last_) return;  // waits for the log, not for the client
  const Duration waited = now - phase_since_;
  if (phase_ == RequestReader::Phase::body && waited >= limits_.body_timeout) {
    time_out(IngressCount::closed_slow_body);
  } else if (phase_ == RequestReader::Phase::head && waited >= limits_.head_timeout) {
    time_out(IngressCount::closed_slow_head);
  } else if (phase_ == RequestReader::Phase::between &&
             waited >= (fresh_ ? limits_.head_timeout : limits_.idle_timeout)) {
    close(IngressCount::closed_idle);
    retire_if_unused();
  }
}

void Connection::time_out(IngressCount cause) {
  refuse(cause == IngressCount::closed_slow_head ? kSlowHead : kSlowBody);
  end_cause_ = cause;
  pump();
}

}  // namespace uslkit
