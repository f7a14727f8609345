#include "cli/run_options.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "cli/duration_argument.h"
#include "cli/exit_code.h"

namespace uslkit {
namespace {

constexpr double kMostThreads = 64;
constexpr double kMostConnections = 10'000;

}  // namespace

AddressPort address_port_of(const std::string& text, const std::string& place) {
  const std::size_t colon = text.rfind(':');
  AddressPort result{.address = text.substr(0, colon)};
  const char* const end = text.data() + text.size();
  const bool has_port = colon != std::string::npos;
  std::from_chars_result parsed{.ptr = end, .ec = std::errc{}};
  if (has_port) parsed = std::from_chars(text.data() + colon + 1, end, result.port);
  if (has_port && parsed.ec == std::errc{} && parsed.ptr == end && !result.address.empty()) {
    return result;
  }
  throw UsageError({.place = {.source = place},
                    .found = uslkit::quoted(text),
                    .allowed = "ADDRESS:PORT, such as 127.0.0.1:8080",
                    .hint = ""});
}

std::vector<Option> pipeline_option_list(PipelineSettings& target) {
  return {
      text_option("--log", "URL", target.log,
                  "kafka://HOST:PORT/TOPIC or redis://HOST:PORT/NAME instead of the embedded log"),
      text_option("--store", "URL", target.store,
                  "postgresql://... instead of the embedded state store"),
      text_option("--dir", "DIR", target.directory,
                  "Keep the embedded log and store there; default: a temporary directory"),
      text_option("--listen", "ADDRESS:PORT", target.listen,
                  "Where the ingress listens; default 127.0.0.1:0, a free port"),
      integer_option("--ingress-threads", target.ingress_threads, {1, kMostThreads},
                     "Event loops of the ingress; default 1"),
      text_option("--orders", "PIPE", target.orders,
                  "A named pipe, made if it is missing, for orders to the consumers, a line each: "
                  "pause, resume, kill SHARE, restart, scale N"),
      integer_option("--broker-pid", target.broker_pid, {0, 4'194'304},
                     "Process of a broker that a broker_loss fault stops and continues"),
      flag_option(
          "--synchronous", target.synchronous,
          "Answer only when the event is applied, one event at a time: what the log absorbs "
          "when it is not allowed to")};
}

std::vector<Option> load_option_list(LoadSettings& target) {
  return {integer_option("--load-threads", target.threads, {1, kMostThreads},
                         "Event loops of the load generator; default 1"),
          integer_option("--connections", target.connections, {1, kMostConnections},
                         "Keep-alive connections of the load generator; default 64"),
          integer_option("--batch-events", target.batch_events, {0, 10'000},
                         "Events per POST at most; 0, the default: so that the peak rate needs at "
                         "most 5,000 requests a second"),
          text_option("--linger", "TIME", target.linger,
                      "How long an event may wait for its batch to fill; default 5ms")};
}

std::vector<Option> phase_option_list(LoadSettings& target) {
  return {text_option("--drain", "TIME", target.drain,
                      "After the load, wait at most so long for the backlog; default 60s"),
          integer_option("--fill", target.fill, {0, 1e12},
                         "Consumers begin when so many events wait; default 0")};
}

PipelineOptions pipeline_options(const PipelineSettings& settings) {
  const AddressPort listen = address_port_of(settings.listen, "--listen");
  PipelineOptions options;
  options.directory = settings.directory;
  options.log_url = settings.log;
  options.store_url = settings.store;
  options.address = listen.address;
  options.port = listen.port;
  options.ingress_threads = static_cast<int>(settings.ingress_threads);
  options.synchronous = settings.synchronous;
  options.orders = settings.orders;
  if (settings.broker_pid > 0) options.broker = static_cast<pid_t>(settings.broker_pid);
  return options;
}

LoadOptions load_options(const LoadSettings& settings) {
  LoadOptions options;
  options.threads = static_cast<int>(settings.threads);
  options.connections = static_cast<int>(settings.connections);
  options.batch_events = settings.batch_events;
  options.linger = duration_argument(settings.linger, "--linger");
  return options;
}

RunPipelineOptions run_pipeline_options(const PipelineSettings& pipeline,
                                        const LoadSettings& load) {
  RunPipelineOptions options{.pipeline = pipeline_options(pipeline), .load = load_options(load)};
  options.drain = duration_argument(load.drain, "--drain");
  options.fill_events = load.fill;
  // Every connection of the generator comes from one address.
  const std::size_t wanted = static_cast<std::size_t>(2 * load.connections + load.threads);
  IngressLimits& limits = options.pipeline.limits;
  limits.connections = std::max(limits.connections, 2 * wanted);
  limits.connections_per_address = std::max(limits.connections_per_address, wanted);
  return options;
}

}  // namespace uslkit
