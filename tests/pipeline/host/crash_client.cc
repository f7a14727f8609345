#include "tests/pipeline/host/crash_client.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/random.h"
#include "tests/pipeline/ingress/client.h"

namespace uslkit::crash {
namespace {

constexpr double kAbandoned = 0.06;     // of the requests
constexpr double kSentOnceMore = 0.04;  // after their acknowledgement
constexpr double kTakenUpAgain = 0.8;   // of what an earlier round left unanswered
constexpr double kSingle = 0.6;         // requests of one event
constexpr std::uint64_t kMostInBatch = 9;
constexpr std::chrono::milliseconds kPatience{5000};

using Request = HistoryLine;

std::string body_of(const Request& request) {
  std::string body;
  for (std::uint32_t k = 0; k < request.count; ++k) {
    body += event_of({request.round, request.connection, request.first + k}).json;
    if (request.count > 1) body += '\n';
  }
  return post(body, request.count > 1 ? kNdjson : "application/json");
}

// The last request that this connection sent, if nobody answered it with 202.
std::optional<Request> left_unanswered(const std::vector<HistoryLine>& history,
                                       std::uint32_t connection) {
  std::optional<Request> last;
  for (const HistoryLine& line : history) {
    if (line.connection != connection) continue;
    if (line.what == Happened::sent) last = line;
    if (line.what == Happened::acknowledged) last.reset();
  }
  return last;
}

class Sender {
 public:
  Sender(const ClientPlan& plan, std::uint32_t connection, const Tell& tell)
      : plan_(plan), tell_(tell), random_(plan.round, connection), client_(plan.port) {}

  // False: it cannot be delivered now.
  bool deliver(const Request& request) {
    const std::string bytes = body_of(request);
    bool may_abandon = plan_.repeats && random_.uniform() < kAbandoned;
    for (int attempt = 0; attempt < plan_.attempts; ++attempt) {
      say(request, Happened::sent);
      if (!client_->connected() || !client_->send(bytes)) return false;
      if (may_abandon) {
        may_abandon = false;
        client_.emplace(plan_.port);
        continue;
      }
      const int status = client_->receive(kPatience).status;
      if (status == 202) {
        say(request, Happened::acknowledged);
        return !plan_.repeats || random_.uniform() >= kSentOnceMore || send_once_more(bytes);
      }
      if (status == 0) {
        client_.emplace(plan_.port);
        continue;
      }
      say(request, Happened::refused, status);
      std::this_thread::sleep_for(std::chrono::milliseconds(plan_.pause_ms));
    }
    return false;
  }

 private:
  bool send_once_more(const std::string& bytes) {
    return client_->send(bytes) && client_->receive(kPatience).status != 0;
  }

  void say(const Request& request, Happened what, std::int64_t status = 0) {
    HistoryLine line = request;
    line.what = what;
    line.status_or_offset = status;
    tell_(line);
  }

  const ClientPlan& plan_;
  const Tell& tell_;
  Random random_;
  std::optional<Client> client_;
};

void run_client(const ClientPlan& plan, std::uint32_t connection, const Tell& tell) {
  Sender sender(plan, connection, tell);
  Random random(plan.round, connection + 1000);
  const std::optional<Request> left = left_unanswered(plan.earlier, connection);
  if (left && random.uniform() < kTakenUpAgain && !sender.deliver(*left)) return;
  std::uint32_t next = 0;
  for (int k = 0; k < plan.requests; ++k) {
    const bool single = random.uniform() < kSingle;
    const std::uint32_t count =
        single ? 1 : 2 + static_cast<std::uint32_t>(random.index(kMostInBatch - 1));
    if (!sender.deliver({.what = Happened::sent,
                         .connection = connection,
                         .round = plan.round,
                         .first = next,
                         .count = count})) {
      return;
    }
    next += count;
  }
}

}  // namespace

void run_clients(const ClientPlan& plan, const Tell& tell) {
  std::mutex telling;
  const Tell one_at_a_time = [&](const HistoryLine& line) {
    const std::lock_guard lock(telling);
    tell(line);
  };
  std::vector<std::thread> threads;
  for (std::uint32_t connection = 0; connection < kConnections; ++connection) {
    threads.emplace_back([&, connection] { run_client(plan, connection, one_at_a_time); });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace uslkit::crash
