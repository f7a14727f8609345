// What the pipeline's ingress costs beside a bare loop that does the least possible: epoll, recv,
// find the body, the same JSON parser, the same checks, one prepared answer, send. Both in this
// process, one thread each, driven by the same closed-loop client; they take turns, and the ratio
// of each turn's CPU per event is what counts (the machine may be busy, which moves both). Targets:
//   single requests      CPU per request  <= 1.25 x the bare loop
//   NDJSON batches of 100  events per CPU second >= 0.70 x the bare loop
// Usage: ingress_bench [rounds [seconds per turn]]; prints a table.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "pipeline/ingress/event_schema.h"
#include "pipeline/ingress/ingress_server.h"
#include "pipeline/ingress/memory_sink_for_tests.h"

namespace uslkit {
namespace {

using Clock = std::chrono::steady_clock;

double cpu_seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// ---- What is sent. ----

struct Load {
  const char* name;
  int connections;
  int pipelined;  // requests per write
  int events;     // per request
  std::string bytes;
};

std::string event_of(int number) {
  return fmt::format(
      R"({{"id":"evt-{:012}","tenant":"{}","ts":1767225600000000,"type":"orders","key":"user-{}",)"
      R"("payload":{{"amount":1999,"currency":"EUR","items":[{{"sku":"A-17","n":2}},)"
      R"({{"sku":"B-4","n":1}}],"note":"left at the door","ok":true}}}})",
      number, number % 100, number % 1000);
}

Load load_of(const char* name, int connections, int pipelined, int events) {
  std::string body;
  for (int i = 0; i < events; ++i) body += event_of(i) + (events > 1 ? "\n" : "");
  const std::string request = fmt::format(
      "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/{}\r\n"
      "Content-Length: {}\r\n\r\n{}",
      events > 1 ? "x-ndjson" : "json", body.size(), body);
  Load load{name, connections, pipelined, events, {}};
  for (int i = 0; i < pipelined; ++i) load.bytes += request;
  return load;
}

// ---- The client: each connection has one write outstanding. ----

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  USLKIT_CHECK(::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

int count_answers(std::string_view bytes) {
  int count = 0;
  for (std::size_t at = 0; (at = bytes.find("HTTP/1.1 202", at)) != std::string_view::npos; ++at) {
    ++count;
  }
  return count;
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    USLKIT_CHECK(sent > 0);
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Requests answered within the time.
std::int64_t drive(std::uint16_t port, const Load& load, double seconds) {
  std::vector<pollfd> sockets;
  std::vector<int> missing;
  for (int i = 0; i < load.connections; ++i) {
    sockets.push_back({.fd = connect_to(port), .events = POLLIN, .revents = 0});
    missing.push_back(load.pipelined);
    send_all(sockets.back().fd, load.bytes);
  }
  std::array<char, 65536> bytes;
  std::int64_t answered = 0;
  const Clock::time_point end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                                   std::chrono::duration<double>(seconds));
  int open = load.connections;
  while (open > 0) {
    USLKIT_CHECK(::poll(sockets.data(), sockets.size(), 5000) > 0);
    const bool over = Clock::now() >= end;
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      if (sockets[i].fd < 0 || sockets[i].revents == 0) continue;
      const ssize_t count = ::recv(sockets[i].fd, bytes.data(), bytes.size(), 0);
      USLKIT_CHECK(count > 0);
      const int answers = count_answers({bytes.data(), static_cast<std::size_t>(count)});
      answered += answers;
      missing[i] -= answers;
      if (missing[i] > 0) continue;
      if (over) {
        ::close(std::exchange(sockets[i].fd, -1));
        --open;
        continue;
      }
      missing[i] = load.pipelined;
      send_all(sockets[i].fd, load.bytes);
    }
  }
  return answered;
}

// ---- The bare loop. ----

class BareLoop {
 public:
  BareLoop() : schema_(1 << 20) {
    listen_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    USLKIT_CHECK(::bind(listen_, reinterpret_cast<sockaddr*>(&own), sizeof own) == 0);
    USLKIT_CHECK(::listen(listen_, 1024) == 0);
    socklen_t size = sizeof own;
    ::getsockname(listen_, reinterpret_cast<sockaddr*>(&own), &size);
    port_ = ntohs(own.sin_port);
    epoll_ = ::epoll_create1(0);
    watch(listen_);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~BareLoop() {
    thread_.request_stop();
    thread_.join();
    ::close(listen_);
    ::close(epoll_);
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  struct Peer {
    std::vector<char> bytes = std::vector<char>(256 * 1024);
    std::size_t end = 0;
  };

  void watch(int fd) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void run(const std::stop_token& stop) {
    std::array<epoll_event, 256> events;
    while (!stop.stop_requested()) {
      const int count = ::epoll_wait(epoll_, events.data(), events.size(), 20);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == listen_)
          accept_one();
        else
          serve(fd);
      }
    }
  }

  void accept_one() {
    const int fd = ::accept4(listen_, nullptr, nullptr, SOCK_NONBLOCK);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (peers_.size() <= static_cast<std::size_t>(fd))
      peers_.resize(static_cast<std::size_t>(fd) + 1);
    peers_[static_cast<std::size_t>(fd)] = std::make_unique<Peer>();
    watch(fd);
  }

  void serve(int fd) {
    Peer& peer = *peers_[static_cast<std::size_t>(fd)];
    const ssize_t count =
        ::recv(fd, peer.bytes.data() + peer.end, peer.bytes.size() - 64 - peer.end, 0);
    if (count <= 0) {
      ::close(fd);
      return;
    }
    peer.end += static_cast<std::size_t>(count);
    out_.clear();
    std::string_view rest(peer.bytes.data(), peer.end);
    while (take_request(rest)) {
    }
    std::memmove(peer.bytes.data(), rest.data(), rest.size());
    peer.end = rest.size();
    if (!out_.empty()) send_all(fd, out_);
  }

  bool take_request(std::string_view& rest) {
    const std::size_t head = rest.find("\r\n\r\n");
    if (head == std::string_view::npos) return false;
    const std::size_t field = rest.find("Content-Length: ");
    const std::size_t length = std::strtoul(rest.data() + field + 16, nullptr, 10);
    if (rest.size() < head + 4 + length) return false;
    std::string_view body = rest.substr(head + 4, length);
    while (!body.empty()) {
      const std::size_t end = std::min(body.find('\n'), body.size());
      USLKIT_CHECK(schema_.read(body.substr(0, end)).fault.rule == EventRule::none);
      body.remove_prefix(std::min(end + 1, body.size()));
    }
    rest.remove_prefix(head + 4 + length);
    out_ += "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
    return true;
  }

  EventSchema schema_;
  int listen_ = -1;
  int epoll_ = -1;
  std::uint16_t port_ = 0;
  std::string out_;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::jthread thread_;
};

// ---- Turns. ----

struct Turn {
  double cpu_us_per_event = 0;
  double events_per_s = 0;
};

// CPU of all threads of the process but the client's, which is the caller's.
Turn measure(std::uint16_t port, const Load& load, double seconds) {
  const double process = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
  const double client = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
  const Clock::time_point start = Clock::now();
  const double events = static_cast<double>(drive(port, load, seconds) * load.events);
  const double wall = std::chrono::duration<double>(Clock::now() - start).count();
  const double cpu = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - process -
                     (cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - client);
  return {.cpu_us_per_event = cpu / events * 1e6, .events_per_s = events / wall};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

Scenario scenario_of(std::vector<AdmissionSpec> admission) {
  Scenario scenario;
  TrafficClass orders;
  orders.name = "orders";
  orders.tenants = UniformTenants{.count = 100};
  scenario.traffic.classes = {orders};
  scenario.log = LogSpec{.partitions = 4};
  scenario.ingress.admission = std::move(admission);
  return scenario;
}

void compare(const Load& load, int rounds, double seconds) {
  std::vector<double> bare_cpu;
  std::vector<double> own_cpu;
  std::vector<double> ratio;
  std::vector<double> rate;
  std::vector<double> bare_rate;
  for (int round = 0; round < rounds; ++round) {
    Turn bare;
    {
      BareLoop loop;
      bare = measure(loop.port(), load, seconds);
    }
    MemorySinkForTests sink({.keep = false});
    IngressServer server(scenario_of({TokenBucketSpec{.rate = {1e9}, .burst = 1e6},
                                      ConcurrencyLimitSpec{.initial = 10000, .highest = 10000}}),
                         sink, {});
    server.start();
    const Turn own = measure(server.port(), load, seconds);
    bare_cpu.push_back(bare.cpu_us_per_event);
    bare_rate.push_back(bare.events_per_s);
    own_cpu.push_back(own.cpu_us_per_event);
    ratio.push_back(own.cpu_us_per_event / bare.cpu_us_per_event);
    rate.push_back(own.events_per_s / bare.events_per_s);
  }
  fmt::print("{:<24} {:>8.3f} {:>8.3f} {:>6.2f} {:>8.2f} {:>12.0f} {:>6.2f} .. {:.2f}\n", load.name,
             median(bare_cpu), median(own_cpu), median(ratio), 1 / median(ratio), median(bare_rate),
             median(rate), *std::ranges::max_element(rate));
}

// ---- Overload: an open loop at ten times the admitted rate. ----

struct Offered {
  std::vector<double> latencies;  // of admitted requests, from the intended moment, s
  std::int64_t rejected = 0;
};

// One connection; request i is due at start + i / rate.
Offered offer(std::uint16_t port, double rate, double seconds) {
  Offered offered;
  const std::string request = load_of("", 1, 1, 1).bytes;
  const int fd = connect_to(port);
  const int requests = static_cast<int>(rate * seconds);
  const Clock::time_point start = Clock::now();
  const auto due = [&](int i) {
    return start +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(i / rate));
  };
  std::string unread;
  std::array<char, 65536> bytes;
  int sent = 0;
  int answered = 0;
  while (answered < requests) {
    for (; sent < requests && sent - answered < 60 && Clock::now() >= due(sent); ++sent) {
      send_all(fd, request);
    }
    const ssize_t count = ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count <= 0) continue;
    unread.append(bytes.data(), static_cast<std::size_t>(count));
    std::size_t end = 0;
    while ((end = unread.find('}')) != std::string::npos) {  // every answer ends with its body
      const double latency = std::chrono::duration<double>(Clock::now() - due(answered)).count();
      if (unread.starts_with("HTTP/1.1 202"))
        offered.latencies.push_back(latency);
      else
        ++offered.rejected;
      ++answered;
      unread.erase(0, end + 1);
    }
  }
  ::close(fd);
  std::ranges::sort(offered.latencies);
  return offered;
}

void print_overload(const char* name, const Offered& offered) {
  const auto quantile = [&offered](double q) {
    const double last = static_cast<double>(offered.latencies.size() - 1);
    return offered.latencies[static_cast<std::size_t>(q * last)] * 1e6;
  };
  fmt::print("{:<24} {:>8} {:>8} {:>10.0f} {:>10.0f} {:>10.0f}\n", name, offered.latencies.size(),
             offered.rejected, quantile(0.5), quantile(0.99), quantile(0.999));
}

void overload(double seconds) {
  constexpr double kRate = 1000;
  MemorySinkForTests sink({.keep = false});
  IngressServer server(scenario_of({TokenBucketSpec{.rate = {kRate}, .burst = 50}}), sink, {});
  server.start();
  fmt::print("\nlatency of admitted requests, us: token bucket of {:.0f}/s, open loop\n", kRate);
  fmt::print("{:<24} {:>8} {:>8} {:>10} {:>10} {:>10}\n", "offered", "admitted", "rejected", "p50",
             "p99", "p99.9");
  print_overload("0.8 x", offer(server.port(), 0.8 * kRate, seconds));
  print_overload("10 x", offer(server.port(), 10 * kRate, seconds));
}

int run(int rounds, double seconds) {
  fmt::print("{} rounds of {} s per turn, medians; CPU in us per event\n", rounds, seconds);
  fmt::print("{:<24} {:>8} {:>8} {:>6} {:>8} {:>12} {:>6}\n", "load", "bare", "ingress", "ratio",
             "inverse", "bare ev/s", "events/s: median ratio .. best");
  compare(load_of("single, 32 connections", 32, 1, 1), rounds, seconds);
  compare(load_of("pipelined x16", 32, 16, 1), rounds, seconds);
  compare(load_of("NDJSON x100", 16, 1, 100), rounds, seconds);
  overload(5 * seconds);
  return 0;
}

}  // namespace
}  // namespace uslkit

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
  const double seconds = argc > 2 ? std::atof(argv[2]) : 1;
  return uslkit::run(std::max(rounds, 1), seconds);
}
