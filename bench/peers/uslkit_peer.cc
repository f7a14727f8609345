// The two benchmark models in uslkit's own engines, with all that they record (histograms, series,
// Little's law per station), beside the peers that keep a running mean.
//
//   uslkit_peer tandem|mm1 REQUESTS [SEED [sweep|event]]
#include <string>

#include "bench/peers/sample.h"
#include "bench/sim_scenarios.h"
#include "sim/engines.h"

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const bool tandem = std::string(argv[1]) == "tandem";
  const long long requests = std::atoll(argv[2]);
  uslkit::Scenario scenario =
      tandem ? uslkit::bench::tandem(requests) : uslkit::bench::mm1(requests);
  if (argc > 3) scenario.seed = static_cast<std::uint64_t>(std::atoll(argv[3]));
  const double begun = peer::cpu_seconds();
  uslkit::CellRun run;
  run.by_stages = argc <= 4 || std::string(argv[4]) == "sweep";
  const uslkit::RunTally tally = uslkit::run_shock_absorber(scenario, run);
  const double cpu_s = peer::cpu_seconds() - begun;
  const uslkit::ClassTally& all = tally.classes.front();
  const uslkit::Histogram& times = tandem ? all.end_to_end : all.ack;
  const double count = static_cast<double>(times.count());
  // The M/M/1 of the peers has services of 1, here they take 8 us.
  const double unit_ns = tandem ? 1e3 : 8e3;
  peer::print({tandem ? "tandem" : "mm1", static_cast<long long>(times.count()), cpu_s,
               times.mean_ns() / unit_ns * count});
  return 0;
}
