// The two benchmark models in ns-3 (Debian: libns3-dev): member functions scheduled as events.
//
//   ns3_peer tandem|mm1 REQUESTS [SEED] [SCHEDULER]
//
// SCHEDULER is a type of ns-3, ns3::MapScheduler (its default) unless told; ns3::ListScheduler is
// the fastest on these models.
#include <array>
#include <deque>
#include <string>

#include <ns3/core-module.h>

#include "sample.h"

namespace {

using ns3::NanoSeconds;
using ns3::Simulator;
using ns3::Time;

// An exponential delay.
class Delay {
 public:
  explicit Delay(double mean_us) : law_(ns3::CreateObject<ns3::ExponentialRandomVariable>()) {
    law_->SetAttribute("Mean", ns3::DoubleValue(mean_us * 1e3));
  }
  Time next() { return NanoSeconds(static_cast<std::uint64_t>(law_->GetValue())); }

 private:
  ns3::Ptr<ns3::ExponentialRandomVariable> law_;
};

double us_since(Time birth) {
  return static_cast<double>((Simulator::Now() - birth).GetNanoSeconds()) * 1e-3;
}

class Mm1 {
 public:
  explicit Mm1(long long requests) : to_come_(requests) {}

  void start() { Simulator::Schedule(gap_.next(), &Mm1::arrive, this); }
  double sum_us() const { return sum_us_; }

 private:
  void arrive() {
    if (--to_come_ > 0) Simulator::Schedule(gap_.next(), &Mm1::arrive, this);
    waiting_.push_back(Simulator::Now());
    if (waiting_.size() == 1) serve();
  }
  void serve() { Simulator::Schedule(service_.next(), &Mm1::leave, this); }
  void leave() {
    sum_us_ += us_since(waiting_.front());
    waiting_.pop_front();
    if (!waiting_.empty()) serve();
  }

  long long to_come_;
  // 1000 times as long, so that whole nanoseconds are fine enough; main() divides.
  Delay gap_{1250};
  Delay service_{1000};
  std::deque<Time> waiting_;
  double sum_us_ = 0;
};

class Tandem {
 public:
  explicit Tandem(long long requests) : to_come_(requests) {
    pick_->SetAttribute("Min", ns3::DoubleValue(0));
    pick_->SetAttribute("Max", ns3::DoubleValue(kPartitions));
  }

  void start() { Simulator::Schedule(gap_.next(), &Tandem::arrive, this); }
  double sum_us() const { return sum_us_; }

 private:
  static constexpr int kPartitions = 32;
  static constexpr std::size_t kBatch = 16;

  struct Consumer {
    std::deque<Time> waiting;
    std::size_t at_work = 0;
  };

  void arrive() {
    if (--to_come_ > 0) Simulator::Schedule(gap_.next(), &Tandem::arrive, this);
    ingress_.push_back(Simulator::Now());
    if (ingress_.size() == 1) validate();
  }
  void validate() { Simulator::Schedule(validation_.next(), &Tandem::append, this); }
  void append() {
    Consumer& consumer = consumers_[static_cast<std::size_t>(pick_->GetValue())];
    consumer.waiting.push_back(ingress_.front());
    ingress_.pop_front();
    if (!ingress_.empty()) validate();
    if (consumer.at_work == 0) take_batch(&consumer);
  }
  void take_batch(Consumer* consumer) {
    consumer->at_work = std::min(consumer->waiting.size(), kBatch);
    const Time length = NanoSeconds(400'000 + 20'000 * consumer->at_work);
    Simulator::Schedule(length, &Tandem::finish_batch, this, consumer);
  }
  void finish_batch(Consumer* consumer) {
    for (; consumer->at_work > 0; --consumer->at_work) {
      write(consumer->waiting.front());
      consumer->waiting.pop_front();
    }
    if (!consumer->waiting.empty()) take_batch(consumer);
  }
  void write(Time birth) {
    if (free_connections_ == 0) return database_.push_back(birth);
    --free_connections_;
    Simulator::Schedule(service_.next(), &Tandem::written, this, birth);
  }
  void written(Time birth) {
    sum_us_ += us_since(birth);
    ++free_connections_;
    if (database_.empty()) return;
    const Time next = database_.front();
    database_.pop_front();
    write(next);
  }

  long long to_come_;
  Delay gap_{10};
  Delay validation_{8};
  Delay service_{64};
  ns3::Ptr<ns3::UniformRandomVariable> pick_ = ns3::CreateObject<ns3::UniformRandomVariable>();
  std::deque<Time> ingress_;
  std::array<Consumer, kPartitions> consumers_;
  std::deque<Time> database_;
  int free_connections_ = 8;
  double sum_us_ = 0;
};

template <typename Model>
peer::Sample run(const char* name, long long requests) {
  Model model(requests);
  const double begun = peer::cpu_seconds();
  model.start();
  Simulator::Run();
  const double cpu_s = peer::cpu_seconds() - begun;
  Simulator::Destroy();
  return {name, requests, cpu_s, model.sum_us()};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const long long requests = std::atoll(argv[2]);
  ns3::RngSeedManager::SetSeed(argc > 3 ? static_cast<std::uint32_t>(std::atoi(argv[3])) : 1);
  ns3::ObjectFactory scheduler;
  scheduler.SetTypeId(argc > 4 ? argv[4] : "ns3::MapScheduler");
  Simulator::SetScheduler(scheduler);
  if (std::string(argv[1]) == "tandem") {
    peer::print(run<Tandem>("tandem", requests));
  } else {
    peer::Sample sample = run<Mm1>("mm1", requests);
    sample.sum_us *= 1e-3;
    peer::print(sample);
  }
  return 0;
}
