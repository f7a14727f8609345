#include "pipeline/load/load_worker.h"

#include <algorithm>
#include <cerrno>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "pipeline/load/thread_cpu.h"

namespace uslkit {
namespace {

constexpr Duration kLongestSleep = std::chrono::milliseconds(100);
// POSTs of so many events, or so many POSTs a second, make what is due together worth waiting for,
// so long.
constexpr std::int64_t kManyEvents = 10;
constexpr double kManyPosts = 30'000;
constexpr Duration kGather = std::chrono::microseconds(150);
constexpr int kEvents = 256;

bool worth_gathering(const LoadPlan& plan) {
  const double events = static_cast<double>(plan.batch_events());
  const double posts = peak_rate(plan.scenario()) / events / static_cast<double>(plan.threads());
  return plan.batch_events() >= kManyEvents || posts >= kManyPosts;
}

Duration after(TimePoint later, TimePoint earlier) {
  return std::max(later - earlier, Duration{0});
}

}  // namespace

LoadWorker::LoadWorker(const LoadPlan& plan, RunRecorder& recorder, std::size_t thread,
                       int connections, const sockaddr_in& to)
    : plan_(plan),
      to_(to),
      gathers_(worth_gathering(plan)),
      active_most_(static_cast<std::size_t>(connections)),
      room_{.most = std::max<std::size_t>(plan.options().most_waiting / plan.threads(), 1)} {
  for (const ClassPlan& each : plan.classes()) {
    classes_.push_back(std::make_unique<ClassClients>(plan, each.index, thread, room_, recorder));
    formats_.emplace_back(each, plan);
  }
  for (std::size_t i = 0; i < 2 * active_most_; ++i) connections_.emplace_back();
  for (LoadConnection& each : connections_) closed_.push_back(&each);
  shared_.stop_ns = plan.scenario().duration.count();
  shared_.finish_ns = INT64_MAX;
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  wake_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  USLKIT_CHECK(epoll_ >= 0);
  USLKIT_CHECK(wake_ >= 0);
  epoll_event event{.events = EPOLLIN, .data = {.ptr = nullptr}};
  USLKIT_CHECK(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) == 0);
}

LoadWorker::~LoadWorker() {
  finish(TimePoint{});
  join();
  ::close(wake_);
  ::close(epoll_);
}

// ---- 1. Life, as the owner's thread sees it. ----

void LoadWorker::start() {
  thread_ = std::jthread([this] { run(); });
}

void LoadWorker::stop_sending(TimePoint at) {
  const std::int64_t stop = at.time_since_epoch().count();
  if (stop < shared_.stop_ns) shared_.stop_ns = stop;
  wake();
}

void LoadWorker::finish(TimePoint limit) {
  shared_.finish_ns = limit.time_since_epoch().count();
  wake();
}

void LoadWorker::join() {
  if (thread_.joinable()) thread_.join();
}

void LoadWorker::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);  // full is awake too
}

LoadProgress LoadWorker::progress() const {
  return {.sent = shared_.sent,
          .acked = shared_.acked,
          .failed = shared_.failed,
          .not_sent = shared_.not_sent,
          .waiting = shared_.waiting,
          .in_flight = shared_.in_flight,
          .sending = shared_.sending};
}

void LoadWorker::publish() {
  LoadProgress sum;
  for (const std::unique_ptr<ClassClients>& each : classes_) {
    sum.sent += each->report().sent;
    sum.acked += each->report().acked;
    sum.failed += each->report().failed;
    sum.not_sent += each->report().not_sent;
  }
  constexpr std::memory_order kRelaxed = std::memory_order_relaxed;
  shared_.sent.store(sum.sent, kRelaxed);
  shared_.acked.store(sum.acked, kRelaxed);
  shared_.failed.store(sum.failed, kRelaxed);
  shared_.not_sent.store(sum.not_sent, kRelaxed);
  shared_.waiting.store(static_cast<std::int64_t>(room_.unsent), kRelaxed);
  shared_.in_flight.store(in_flight_, kRelaxed);
  shared_.sending.store(!ended_sending_, kRelaxed);
}

// ---- 2. The loop. ----

void LoadWorker::run() {
  ::prctl(PR_SET_TIMERSLACK, 1000UL);  // ns; else sleeps are 50 us longer
  report_.started = std::max(plan_.options().clock.now(), TimePoint{});
  open_all();
  for (;;) {
    const TimePoint now = plan_.options().clock.now();
    stop_ = TimePoint(Duration(shared_.stop_ns.load()));
    for (const std::unique_ptr<ClassClients>& each : classes_) each->become_due(now, stop_);
    if (now > stop_ && !ended_sending_) end_of_sending(now);
    dispatch(now);
    look_for_timeouts(now);
    publish();
    if (finished(now)) break;
    doze(next_wake());
  }
  close_all();
  publish();
  report_.cpu = thread_cpu();
}

bool LoadWorker::finished(TimePoint now) const {
  const std::int64_t limit = shared_.finish_ns.load();
  if (limit == INT64_MAX) return false;
  const bool answered = ended_sending_ && room_.unsent == 0 && busy_ == 0;
  return answered || now >= TimePoint(Duration(limit));
}

void LoadWorker::end_of_sending(TimePoint now) {
  ended_sending_ = true;
  report_.sending_ended = now;
  report_.sending_cpu = thread_cpu();
}

TimePoint LoadWorker::next_wake() const {
  TimePoint wake = kEndOfTraffic;
  if (!ended_sending_) wake = stop_ + Duration{1};
  for (const std::unique_ptr<ClassClients>& each : classes_) {
    if (!ended_sending_) {
      const TimePoint due = each->next_due();
      wake = std::min(wake, gathers_ && due < kEndOfTraffic ? due + kGather : due);
    }
    if (blocked_since_ == kNever) wake = std::min(wake, each->batch_due());
  }
  if (first_timeout_ < kEndOfTraffic) wake = std::min(wake, first_timeout_ + Duration{1});
  return wake;
}

void LoadWorker::doze(TimePoint wake) {
  const TimePoint now = plan_.options().clock.now();
  const Duration wait = wake <= now ? Duration{0} : std::min(wake - now, kLongestSleep);
  timespec time{.tv_sec = 0, .tv_nsec = wait.count()};
  if (gathers_) {
    // Batches gather events anyway: one look in a while takes due events and answers together,
    // instead of a wake-up for each.
    const timespec pause{.tv_sec = 0, .tv_nsec = std::min(wait, kGather).count()};
    if (pause.tv_nsec > 0) ::nanosleep(&pause, nullptr);
    time.tv_nsec = 0;
  }
  std::array<epoll_event, kEvents> events;
  int count = ::epoll_pwait2(epoll_, events.data(), kEvents, &time, nullptr);
  if (count < 0 && errno == ENOSYS) {  // before Linux 5.11
    pollfd epoll{.fd = epoll_, .events = POLLIN, .revents = 0};
    ::ppoll(&epoll, 1, &time, nullptr);
    count = ::epoll_wait(epoll_, events.data(), kEvents, 0);
  }
  for (int i = 0; i < count; ++i) {
    epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.ptr == nullptr) {
      std::uint64_t ignored = 0;
      [[maybe_unused]] const ssize_t read = ::read(wake_, &ignored, sizeof ignored);
    } else {
      on_event(*static_cast<LoadConnection*>(event.data.ptr), event.events);
    }
  }
}

// ---- 3. Writing what is due. ----

void LoadWorker::dispatch(TimePoint now) {
  while (ClassClients* clients = most_urgent(now)) {
    LoadConnection* connection = free_connection();
    if (connection == nullptr) {
      if (blocked_since_ == kNever) blocked_since_ = now;
      return;
    }
    send(*connection, *clients);
  }
  blocked_since_ = kNever;
}

// Once sending has ended nobody lingers.
ClassClients* LoadWorker::most_urgent(TimePoint now) {
  ClassClients* urgent = nullptr;
  TimePoint first = kEndOfTraffic;
  for (const std::unique_ptr<ClassClients>& each : classes_) {
    const TimePoint due = each->batch_due();
    if (due < first && (due <= now || ended_sending_)) {
      first = due;
      urgent = each.get();
    }
  }
  return urgent;
}

LoadConnection* LoadWorker::free_connection() {
  if (!idle_.empty()) {
    LoadConnection* const connection = idle_.front();
    idle_.pop_front();
    return connection;
  }
  if (active_ >= active_most_ || closed_.empty()) return nullptr;
  LoadConnection* const connection = closed_.back();
  closed_.pop_back();
  ++active_;
  return connection;
}

void LoadWorker::send(LoadConnection& connection, ClassClients& clients) {
  LoadBatch& batch = connection.batch();
  clients.take_batch(batch);
  first_timeout_ = std::min(first_timeout_, clients.next_timeout(batch));
  connection.format(formats_[batch.traffic_class], plan_.options().address, plan_.options().clock);
  connection.busy = true;
  ++busy_;
  in_flight_ += std::ssize(batch.attempts);
  if (connection.socket() >= 0) return write(connection);
  open(connection);
}

void LoadWorker::write(LoadConnection& connection) {
  LoadBatch& batch = connection.batch();
  if (!connection.began()) {
    batch.written = plan_.options().clock.now();
    ++report_.posts;
    const Duration lag = after(batch.written, batch.due);
    const std::uint64_t count = batch.attempts.size();
    if (batch.attempts.front().birth >= TimePoint(plan_.scenario().warm_up)) {
      report_.schedule_lag.record(lag.count(), count);
      const TimePoint since = std::max(batch.due, blocked_since_);
      report_.connection_wait.record(
          blocked_since_ == kNever ? 0 : after(batch.written, since).count(), count);
    }
    const Duration grace = plan_.options().linger + plan_.options().schedule_lag_limit;
    if (batch.written <= stop_ + grace) {
      for (const Attempt& each : batch.attempts) {
        report_.in_time += each.attempt == 1 && !each.duplicate ? 1 : 0;
      }
    }
  }
  switch (connection.write()) {
    case LoadConnection::Step::waits:
      return watch(connection, true);
    case LoadConnection::Step::failed:
      return on_failure(connection);
    case LoadConnection::Step::done:
      report_.bytes_sent += static_cast<std::int64_t>(connection.post_bytes());
      if (connection.wants_out) watch(connection, false);
      return;
  }
}

// ---- 4. Connections. ----

void LoadWorker::open_all() {
  while (active_ < active_most_) {
    LoadConnection* const connection = closed_.back();
    closed_.pop_back();
    ++active_;
    open(*connection);
    if (connection->socket() < 0) return;  // nobody listens yet
  }
}

void LoadWorker::open(LoadConnection& connection) {
  const bool busy = connection.busy;
  const LoadConnection::Step step = connection.connect(to_);
  connection.busy = busy;
  if (step == LoadConnection::Step::failed) return on_failure(connection);
  ++report_.connections_opened;
  if (report_.connections_opened > static_cast<std::int64_t>(active_most_)) ++report_.reconnects;
  epoll_event event{.events = EPOLLIN | EPOLLRDHUP | EPOLLOUT, .data = {.ptr = &connection}};
  USLKIT_CHECK(::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket(), &event) == 0);
  connection.wants_out = true;
  connection.connecting = true;
  if (step == LoadConnection::Step::done) on_connected(connection);
}

void LoadWorker::on_connected(LoadConnection& connection) {
  connection.connecting = false;
  if (connection.connected() == LoadConnection::Step::failed) return on_failure(connection);
  if (connection.busy) return write(connection);
  watch(connection, false);
  idle_.push_back(&connection);
}

void LoadWorker::watch(LoadConnection& connection, bool out) {
  if (connection.wants_out == out) return;
  connection.wants_out = out;
  const std::uint32_t events = EPOLLIN | EPOLLRDHUP | (out ? std::uint32_t{EPOLLOUT} : 0U);
  epoll_event event{.events = events, .data = {.ptr = &connection}};
  USLKIT_CHECK(::epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.socket(), &event) == 0);
}

// Its batch, if any, has ended before.
void LoadWorker::close(LoadConnection& connection) {
  if (connection.busy) {
    --busy_;
    in_flight_ -= std::ssize(connection.batch().attempts);
  } else if (!connection.connecting) {
    std::erase(idle_, &connection);
  }
  if (connection.gone) {
    std::erase(gone_, &connection);
  } else {
    --active_;
  }
  connection.close();
  closed_.push_back(&connection);
}

// ---- 5. What the server does. ----

void LoadWorker::on_event(LoadConnection& connection, std::uint32_t events) {
  if (connection.socket() < 0) return;  // closed earlier in this turn
  if (connection.connecting) {
    if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0) on_connected(connection);
    return;
  }
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0) {
    on_readable(connection);
    if (connection.socket() < 0) return;
  }
  if ((events & EPOLLOUT) != 0 && connection.busy && !connection.written()) write(connection);
}

void LoadWorker::on_readable(LoadConnection& connection) {
  const LoadConnection::Step step = connection.read();
  if (step == LoadConnection::Step::waits) return;
  if (step == LoadConnection::Step::failed) return on_failure(connection);
  const LoadReply reply = connection.reply();
  if (reply.state == LoadReply::State::incomplete && connection.busy) return;
  // Nobody asked, or more than one answer, or none at all.
  if (reply.state != LoadReply::State::complete || !connection.busy ||
      reply.bytes < connection.received()) {
    ++report_.bad_replies;
    return on_failure(connection);
  }
  report_.bytes_received += static_cast<std::int64_t>(reply.bytes);
  on_reply(connection, reply);
}

void LoadWorker::on_reply(LoadConnection& connection, const LoadReply& reply) {
  ++report_.answers[static_cast<std::size_t>(reply.status)];
  const TimePoint now = plan_.options().clock.now();
  ClassClients& clients = clients_of(connection);
  LoadBatch& batch = connection.batch();
  const int status = reply.status;
  if (status >= 200 && status <= 299) {
    clients.on_accepted(batch, now);
  } else if (status >= 400 && status <= 499 && status != 429 && status != 408) {
    clients.on_invalid(batch, now);
  } else {
    clients.on_refused(batch, reply.reason(), reply.retry_after, now);
  }
  if (reply.close || connection.gone || !connection.written()) return close(connection);
  connection.clear_input();
  connection.busy = false;
  --busy_;
  in_flight_ -= std::ssize(batch.attempts);
  idle_.push_back(&connection);
}

// The connection could not be made, or has ended: idle, or with a POST on it.
void LoadWorker::on_failure(LoadConnection& connection) {
  if (connection.busy) {
    ++report_.connection_errors;
    LoadBatch& batch = connection.batch();
    if (connection.began()) report_.unknown_outcome += std::ssize(batch.attempts);
    clients_of(connection)
        .on_refused(batch, RejectReason::unavailable, Duration{0}, plan_.options().clock.now());
  }
  close(connection);
}

// ---- 6. Clients without patience. ----

void LoadWorker::look_for_timeouts(TimePoint now) {
  if (first_timeout_ >= now) return;
  first_timeout_ = kEndOfTraffic;
  for (LoadConnection& each : connections_) {
    if (!each.busy || each.gone) continue;
    ClassClients& clients = clients_of(each);
    if (clients.next_timeout(each.batch()) < now) {
      clients.on_timeouts(each.batch(), now);
      if (each.batch().timed == each.batch().attempts.size()) let_go(each);
    }
    first_timeout_ = std::min(first_timeout_, clients.next_timeout(each.batch()));
  }
}

// Its place among the active connections is free; its answer may still come. Of those that clients
// have left, the one that was left first makes room.
void LoadWorker::let_go(LoadConnection& connection) {
  connection.gone = true;
  gone_.push_back(&connection);
  --active_;
  if (gone_.size() <= active_most_) return;
  LoadConnection& oldest = *gone_.front();
  ++report_.abandoned;
  clients_of(oldest).on_abandoned(oldest.batch());
  close(oldest);
}

// ---- 7. The end. ----

void LoadWorker::close_all() {
  if (!ended_sending_) end_of_sending(plan_.options().clock.now());
  for (LoadConnection& each : connections_) {
    if (each.busy) clients_of(each).close_batch(each.batch());
    if (each.socket() >= 0) each.close();
  }
  for (const std::unique_ptr<ClassClients>& each : classes_) each->close();
  in_flight_ = 0;
}

}  // namespace uslkit
