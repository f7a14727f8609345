// run_options: what `uslkit run` and `uslkit serve-pipeline` may be told about the real pipeline.
#pragma once

#include <string>
#include <vector>

#include "cli/option.h"
#include "pipeline/host/pipeline_options.h"
#include "pipeline/host/run_pipeline.h"

namespace uslkit {

// As a person gives it; durations are text with a unit.
struct PipelineSettings {
  std::string log{};
  std::string store{};
  std::string directory{};
  std::string orders{};
  std::string listen = "127.0.0.1:0";
  std::int64_t ingress_threads = 1;
  std::int64_t broker_pid = 0;
  bool synchronous = false;
};

struct LoadSettings {
  std::int64_t threads = 1;
  std::int64_t connections = 64;
  std::int64_t batch_events = 0;
  std::string linger = "5ms";
  std::string drain = "60s";
  std::int64_t fill = 0;
};

// --log, --store, --dir, --listen, --ingress-threads, --orders, --broker-pid, --synchronous.
[[nodiscard]] std::vector<Option> pipeline_option_list(PipelineSettings& target);
// --load-threads, --connections, --batch-events, --linger.
[[nodiscard]] std::vector<Option> load_option_list(LoadSettings& target);
// --drain, --fill: what a load can ask of a pipeline in the same process.
[[nodiscard]] std::vector<Option> phase_option_list(LoadSettings& target);

// These throw UsageError for values that are none.
[[nodiscard]] LoadOptions load_options(const LoadSettings& settings);
[[nodiscard]] PipelineOptions pipeline_options(const PipelineSettings& settings);
[[nodiscard]] RunPipelineOptions run_pipeline_options(const PipelineSettings& pipeline,
                                                      const LoadSettings& load);

// "127.0.0.1:8080" as address and port; throws UsageError at `place`.
struct AddressPort {
  std::string address{};
  std::uint16_t port = 0;
};
[[nodiscard]] AddressPort address_port_of(const std::string& text, const std::string& place);

}  // namespace uslkit
