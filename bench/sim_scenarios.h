// The scenarios that benchmarks of the simulator share, built in code: so the models of a benchmark
// cannot change with a file.
#pragma once

#include <chrono>
#include <cstdint>

#include "scenario/scenario.h"

namespace uslkit::bench {

// Poisson traffic until about so many requests have come.
inline Scenario poisson(double per_second, std::int64_t requests) {
  Scenario scenario;
  const double seconds = static_cast<double>(requests) / per_second;
  scenario.duration = Duration(static_cast<std::int64_t>(seconds * 1e9));
  TrafficClass requests_of_all;
  requests_of_all.rate.shape = ConstantRate{{per_second}};
  scenario.traffic.classes.push_back(requests_of_all);
  return scenario;
}

// One server at 80 %.
inline Scenario mm1(std::int64_t requests) {
  Scenario scenario = poisson(100'000, requests);
  scenario.ingress.servers = 1;
  scenario.ingress.validation = ExponentialLaw{std::chrono::microseconds(8)};
  return scenario;
}

// The golden tandem: ingress and database at 80 %, batches of 1.61 events; mean 750.3 us.
inline Scenario tandem(std::int64_t requests) {
  Scenario scenario = mm1(requests);
  scenario.log = LogSpec{};
  scenario.log->partitions = 32;
  scenario.consumers = ConsumersSpec{};
  scenario.consumers->count = 32;
  scenario.consumers->batch_size = 16;
  scenario.consumers->batch = {.t0 = std::chrono::microseconds(400),
                               .t1 = std::chrono::microseconds(20)};
  scenario.database = DatabaseSpec{};
  scenario.database->mode = WriteMode::per_event;
  scenario.database->servers = 8;
  scenario.database->service = ExponentialLaw{std::chrono::microseconds(64)};
  scenario.database->consumer_waits = false;
  return scenario;
}

// A partition gets 35,400 events a second and its batches hold hundreds: an event is cheap where
// only batches are scheduled.
inline Scenario large_batches(std::int64_t requests) {
  Scenario scenario = poisson(850'000, requests);
  scenario.ingress.validation = ConstantLaw{std::chrono::microseconds(500)};
  scenario.ingress.append = ConstantLaw{std::chrono::milliseconds(3)};
  scenario.log = LogSpec{};
  scenario.log->partitions = 24;
  scenario.consumers = ConsumersSpec{};
  scenario.consumers->count = 24;
  scenario.consumers->batch_size = 1000;
  scenario.consumers->batch = {.t0 = std::chrono::microseconds(9320),
                               .t1 = std::chrono::microseconds(10)};
  scenario.consumers->pull = std::chrono::milliseconds(2);
  return scenario;
}

// 16 workers that all stand still at the end of each request.
inline Scenario stop_the_world(std::int64_t requests) {
  Scenario scenario;
  scenario.architecture = Architecture::coordination;
  scenario.duration = std::chrono::minutes(10);
  scenario.workers = 16;
  CoordinationSpec spec;
  spec.local_work = ExponentialLaw{std::chrono::microseconds(95)};
  spec.serial = ExponentialLaw{std::chrono::microseconds(5)};
  spec.exchange = ExponentialLaw{std::chrono::nanoseconds(50)};
  spec.requests = requests;
  scenario.coordination = spec;
  return scenario;
}

// A server of six nodes whose speed follows a USL, at two thirds of what it can do.
inline Scenario synchronous_server(std::int64_t requests) {
  Scenario scenario = poisson(800, requests);
  scenario.architecture = Architecture::synchronous;
  SynchronousSpec spec;
  spec.nodes = 6;
  spec.alpha = 0.15;
  spec.beta = 0.02;
  spec.gamma = {469.72};
  spec.in_flight_per_node = 54;
  spec.work = ExponentialLaw{std::chrono::seconds(1)};
  spec.pool = 810;
  scenario.synchronous = spec;
  return scenario;
}

}  // namespace uslkit::bench
