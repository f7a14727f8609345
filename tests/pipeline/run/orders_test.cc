// Orders for the consumers of a running pipeline: their words, the pipe, and what they do.
#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/input_error.h"
#include "pipeline/host/consumer_order.h"
#include "pipeline/host/order_pipe.h"
#include "pipeline/host/run_pipeline.h"
#include "pipeline/host/scratch_directory.h"
#include "tests/pipeline/run/small_scenario.h"

namespace uslkit {
namespace {

using Kind = ConsumerOrder::Kind;

std::string refusal(const std::string& line) {
  try {
    static_cast<void>(parse_consumer_order(line, "orders"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "taken";
}

TEST_CASE("an order's words read back as they are written, and nothing else is an order") {
  for (const std::string line : {"pause", "resume", "restart", "kill 0.25", "kill 1", "scale 12"}) {
    CHECK(text_of(parse_consumer_order(line, "orders")) == line);
  }
  CHECK(parse_consumer_order("kill 0.25", "orders").share == 0.25);
  CHECK(parse_consumer_order("scale 12", "orders").consumers == 12);
  for (const std::string line :
       {"", "Pause", "pause ", "kill", "kill 0", "kill 1.01", "kill -1", "kill nan", "kill 0.5 now",
        "scale 0", "scale 1025", "scale 2.5", "scale", "rm -rf"}) {
    CAPTURE(line);
    CHECK(refusal(line) != "taken");
  }
  CHECK(refusal("kill 2") ==
        "orders: error: found \"kill 2\"\n  allowed: kill SHARE, above 0 and at most 1");
}

// What comes out of a pipe, and a way to wait for it.
class Heard {
 public:
  OrderPipe::Callbacks callbacks() {
    return {.on_order = [this](const ConsumerOrder& order) { add(text_of(order)); },
            .on_bad_line = [this](const std::string&) { add("bad"); }};
  }
  [[nodiscard]] std::vector<std::string> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    CHECK(came_.wait_for(lock, std::chrono::seconds(60), [&] { return all_.size() >= count; }));
    return all_;
  }

 private:
  void add(std::string text) {
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(text));
    came_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::string> all_;
};

TEST_CASE("a pipe takes orders from one writer after the other, in pieces, and tells bad lines") {
  const ScratchDirectory directory("");
  const std::string path = directory.path() + "/orders";
  Heard heard;
  {
    const OrderPipe pipe(path, heard.callbacks());
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    std::ofstream(path) << "pause\nkill 0.5\n";
    CHECK(heard.wait_for(2) == std::vector<std::string>{"pause", "kill 0.5"});
    std::ofstream(path) << "res";
    std::ofstream(path) << "ume\n\n" << std::string(300, 'x') << "\nscale 3\n";
    CHECK(heard.wait_for(5) ==
          std::vector<std::string>{"pause", "kill 0.5", "resume", "bad", "scale 3"});
  }
  CHECK_FALSE(std::filesystem::exists(path));
  std::ofstream(path) << "a file of somebody's";
  CHECK_THROWS_AS(OrderPipe(path, heard.callbacks()), InputError);
  CHECK(std::filesystem::exists(path));
}

// Writes a line into the pipe once the run has come so far.
struct OrderAt {
  double at_s = 0;
  std::string line{};
};

PipelineRun run_with_orders(const std::vector<OrderAt>& orders) {
  const ScratchDirectory directory("");
  RunPipelineOptions options;
  options.pipeline.orders = directory.path() + "/orders";
  std::size_t next = 0;
  options.on_view = [&](const RunPipelineView& view) {
    while (next < orders.size() && view.time_s >= orders[next].at_s) {
      std::ofstream(options.pipeline.orders) << orders[next++].line << "\n";
    }
  };
  return run_pipeline(test::small_scenario(), options);
}

TEST_CASE("a pause by order builds a backlog, resume works it off, and parity holds") {
  const PipelineRun run = run_with_orders({{0.5, "pause"}, {1.2, "resume"}});
  CHECK(run.result.lag.max_backlog_events >= 250);
  CHECK(run.delivery.missing() == 0);
  CHECK(run.delivery.undelivered == 0);
  REQUIRE(run.parity.has_value());
  CHECK(run.parity->same());
  std::vector<std::string> told;
  for (const RunEvent& event : run.result.events) {
    if (event.kind == "order") told.push_back(event.text);
  }
  CHECK(told == std::vector<std::string>{"pause", "resume"});
}

TEST_CASE("consumers killed and scaled by order lose nothing, and the group's calls replay") {
  const PipelineRun run = run_with_orders({{0.4, "kill 1"}, {0.9, "restart"}, {1.2, "scale 4"}});
  CHECK(run.delivery.missing() == 0);
  CHECK(run.delivery.undelivered == 0);
  CHECK(run.result.series.consumers.back() == 4);
  const auto [least, most] = std::ranges::minmax(run.result.series.consumers);
  CHECK(least == 0);
  CHECK(most == 4);
  REQUIRE(run.parity.has_value());
  CHECK(run.parity->same());
}

}  // namespace
}  // namespace uslkit
