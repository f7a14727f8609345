// The two benchmark models in SystemC (Debian: libsystemc-dev): modules with SC_METHODs, which are
// its fastest processes, woken by timed events.
//
//   systemc_peer tandem|mm1 REQUESTS [SEED]
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <systemc.h>

#include "sample.h"

namespace {

std::mt19937_64 generator;

sc_core::sc_time exponential(double mean_us) {
  return {std::exponential_distribution<double>(1 / mean_us)(generator), sc_core::SC_US};
}

// What a station hands a request on to.
struct Next {
  virtual ~Next() = default;
  virtual void take(sc_core::sc_time birth) = 0;
};

struct Sink : Next {
  void take(sc_core::sc_time birth) override {
    sum_us += (sc_core::sc_time_stamp() - birth).to_seconds() * 1e6;
  }
  double sum_us = 0;
};

SC_MODULE(Source) {
  SC_HAS_PROCESS(Source);
  Source(sc_core::sc_module_name name, double mean_gap_us, long long requests, Next& next)
      : sc_module(name), gap_us(mean_gap_us), to_come(requests), to(next) {
    SC_METHOD(arrive);
    dont_initialize();
    sensitive << arrival;
    arrival.notify(exponential(gap_us));
  }
  void arrive() {
    if (--to_come > 0) arrival.notify(exponential(gap_us));
    to.take(sc_core::sc_time_stamp());
  }

  double gap_us;
  long long to_come;
  Next& to;
  sc_core::sc_event arrival;
};

// One of a station's servers.
struct Station;
SC_MODULE(Server) {
  SC_HAS_PROCESS(Server);
  Server(sc_core::sc_module_name name, Station & of) : sc_module(name), station(of) {
    SC_METHOD(finish);
    dont_initialize();
    sensitive << done;
  }
  void begin(sc_core::sc_time birth, double mean_us) {
    request = birth;
    done.notify(exponential(mean_us));
  }
  void finish();

  Station& station;
  sc_core::sc_time request;
  sc_core::sc_event done;
};

struct Station : Next {
  Station(const std::string& name, int servers, double mean_us, Next& next)
      : service_us(mean_us), to(next) {
    for (int i = 0; i < servers; ++i) {
      all.push_back(std::make_unique<Server>((name + std::to_string(i)).c_str(), *this));
      free.push_back(all.back().get());
    }
  }
  void take(sc_core::sc_time birth) override {
    if (free.empty()) return waiting.push_back(birth);
    free.back()->begin(birth, service_us);
    free.pop_back();
  }

  double service_us;
  Next& to;
  std::vector<std::unique_ptr<Server>> all;
  std::vector<Server*> free;
  std::deque<sc_core::sc_time> waiting;
};

void Server::finish() {
  const sc_core::sc_time served = request;
  if (station.waiting.empty()) {
    station.free.push_back(this);
  } else {
    begin(station.waiting.front(), station.service_us);
    station.waiting.pop_front();
  }
  station.to.take(served);
}

SC_MODULE(Consumer), Next {
  SC_HAS_PROCESS(Consumer);
  Consumer(sc_core::sc_module_name name, Next & next) : sc_module(name), to(next) {
    SC_METHOD(finish);
    dont_initialize();
    sensitive << done;
  }
  void take(sc_core::sc_time birth) override {
    waiting.push_back(birth);
    if (at_work == 0) begin();
  }
  void begin() {
    at_work = std::min<std::size_t>(waiting.size(), 16);
    done.notify(sc_core::sc_time(400 + 20 * static_cast<double>(at_work), sc_core::SC_US));
  }
  void finish() {
    for (; at_work > 0; --at_work) {
      to.take(waiting.front());
      waiting.pop_front();
    }
    if (!waiting.empty()) begin();
  }

  Next& to;
  std::deque<sc_core::sc_time> waiting;
  std::size_t at_work = 0;
  sc_core::sc_event done;
};

struct Partitions : Next {
  explicit Partitions(Next& next) {
    for (int i = 0; i < 32; ++i) {
      all.push_back(std::make_unique<Consumer>(("consumer" + std::to_string(i)).c_str(), next));
    }
  }
  void take(sc_core::sc_time birth) override { all[generator() >> 59]->take(birth); }

  std::vector<std::unique_ptr<Consumer>> all;
};

double run() {
  const double begun = peer::cpu_seconds();
  sc_core::sc_start();
  return peer::cpu_seconds() - begun;
}

peer::Sample run_mm1(long long requests) {
  Sink sink;
  Station server("server", 1, 1, sink);
  const Source source("source", 1.25, requests, server);
  const double cpu_s = run();
  return {"mm1", requests, cpu_s, sink.sum_us};
}

peer::Sample run_tandem(long long requests) {
  Sink sink;
  Station database("database", 8, 64, sink);
  Partitions partitions(database);
  Station ingress("ingress", 1, 8, partitions);
  const Source source("source", 10, requests, ingress);
  const double cpu_s = run();
  return {"tandem", requests, cpu_s, sink.sum_us};
}

}  // namespace

int sc_main(int argc, char** argv) {
  if (argc < 3) return 2;
  const long long requests = std::atoll(argv[2]);
  generator.seed(argc > 3 ? static_cast<unsigned long long>(std::atoll(argv[3])) : 1);
  peer::print(std::string(argv[1]) == "tandem" ? run_tandem(requests) : run_mm1(requests));
  return 0;
}
