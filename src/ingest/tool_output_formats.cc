#include <array>

#include "ingest/ab.h"
#include "ingest/fio.h"
#include "ingest/google_benchmark.h"
#include "ingest/h2load.h"
#include "ingest/hey.h"
#include "ingest/hyperfine.h"
#include "ingest/k6_ndjson.h"
#include "ingest/k6_summary.h"
#include "ingest/kafka_producer_perf.h"
#include "ingest/oha.h"
#include "ingest/openmessaging.h"
#include "ingest/pgbench_summary.h"
#include "ingest/prometheus.h"
#include "ingest/reader.h"
#include "ingest/sysbench.h"
#include "ingest/vegeta_encode.h"
#include "ingest/vegeta_report.h"
#include "ingest/wrk.h"
#include "ingest/wrk2.h"

namespace uslkit {
namespace {

// No two of these recognise the same file, so their order does not matter.
constexpr std::array<FormatReader, 20> kFormats = {{
    {.name = "wrk",
     .title = "wrk text",
     .reads = "N = connections, X = Requests/sec, R = Latency Avg",
     .caveat = "the mean latency is adjusted by wrk; Little's law is not checked against it",
     .recognises = is_wrk,
     .read = read_wrk,
     .littles_law_holds = false},
    {.name = "wrk2",
     .title = "wrk2 text",
     .reads = "X = Requests/sec, R = #[Mean] or Latency Avg, N = X R",
     .caveat = "open model: connections are a cap, not N",
     .recognises = is_wrk2,
     .read = read_wrk2},
    {.name = "hey",
     .title = "hey text",
     .reads = "X = Requests/sec, R = Average, N from --n or X R",
     .caveat = "N is not printed; latency has 4 decimals of a second",
     .recognises = is_hey,
     .read = read_hey},
    {.name = "oha",
     .title = "oha JSON",
     .reads = "X = summary.requestsPerSec, R = summary.average, N from --n or X R",
     .caveat = "N is not in the file",
     .recognises = is_oha,
     .read = read_oha},
    {.name = "ab",
     .title = "ApacheBench text",
     .reads = "N = Concurrency Level, X = Requests per second, R = the first Time per request",
     .caveat = "answers of another length than the first count as failed unless ab ran with -l",
     .recognises = is_ab,
     .read = read_ab},
    {.name = "h2load",
     .title = "h2load text",
     .reads = "N = total client(s), X = req/s, R = mean time for request",
     .caveat = "-m is not printed: with it N is clients times streams",
     .recognises = is_h2load,
     .read = read_h2load},
    {.name = "vegeta",
     .title = "vegeta report JSON",
     .reads = "X = throughput, R = latencies.mean, N = X R, target = rate",
     .caveat = "open model",
     .recognises = is_vegeta_json,
     .read = read_vegeta_json},
    {.name = "vegeta-text",
     .title = "vegeta report text",
     .reads = "X = throughput, R = Latencies mean, N = X R, target = rate",
     .caveat = "open model",
     .recognises = is_vegeta_text,
     .read = read_vegeta_text},
    {.name = "vegeta-encode",
     .title = "vegeta encode JSON lines",
     .reads = "X = successes / time, R = mean latency, N = X R, one row per attack",
     .caveat = "open model",
     .recognises = is_vegeta_encode,
     .read = read_vegeta_encode},
    {.name = "vegeta-hdrplot",
     .title = "vegeta report hdrplot",
     .reads = "nothing: it holds no throughput",
     .caveat = "always refused, with the command to run instead",
     .recognises = is_vegeta_hdrplot,
     .read = read_vegeta_hdrplot},
    {.name = "pgbench",
     .title = "pgbench summary",
     .reads = "N = number of clients, X = tps, R = latency average",
     .caveat = "without -P the latency is computed as N / X",
     .recognises = is_pgbench_summary,
     .read = read_pgbench_summary},
    {.name = "sysbench",
     .title = "sysbench text",
     .reads = "N = Number of threads, X = transactions or events per second, R = avg",
     .caveat = "latency has 2 decimals of a millisecond",
     .recognises = is_sysbench,
     .read = read_sysbench},
    {.name = "fio",
     .title = "fio JSON",
     .reads = "N = numjobs x iodepth, X = iops, R = lat_ns.mean; jobs of a group add up",
     .caveat = "iodepth is ignored for synchronous engines",
     .recognises = is_fio,
     .read = read_fio},
    {.name = "hyperfine",
     .title = "hyperfine JSON",
     .reads = "N = the parameter, X = --work (default 1) / mean, R = mean",
     .caveat = "R is the time of a whole run; Little's law is not checked against it",
     .recognises = is_hyperfine,
     .read = read_hyperfine,
     .littles_law_holds = false},
    {.name = "google-benchmark",
     .title = "Google Benchmark JSON",
     .reads = "N = threads, X = items_per_second; aggregates are skipped",
     .caveat = "use ->UseRealTime(), else rates are per CPU second",
     .recognises = is_google_benchmark,
     .read = read_google_benchmark},
    {.name = "k6",
     .title = "k6 summary JSON",
     .reads = "N = vus_max (closed models) or X R, X = successful http_reqs per second, "
              "R = http_req_duration avg",
     .caveat = "one row per file; arrival-rate and ramping executors have no N of their own",
     .recognises = is_k6_summary,
     .read = read_k6_summary},
    {.name = "k6-json",
     .title = "k6 --out json lines",
     .reads =
         "N = vus, X = successful http_reqs per second, R = mean http_req_duration; one row per N",
     .caveat = "valid for constant-vus and ramping-vus",
     .recognises = is_k6_ndjson,
     .read = read_k6_ndjson},
    {.name = "prometheus",
     .title = "Prometheus query_range",
     .reads = "x=FILE n=FILE r=FILE, or in this order; one row per step",
     .caveat = "several series are added up; R is in seconds",
     .recognises = is_prometheus,
     .read = read_prometheus,
     .together = true},
    {.name = "kafka-perf",
     .title = "kafka-producer-perf-test text",
     .reads = "X = records/sec of the last total (steady state if printed), R = avg latency",
     .caveat = "N is not printed",
     .recognises = is_kafka_producer_perf,
     .read = read_kafka_producer_perf},
    {.name = "openmessaging",
     .title = "OpenMessaging Benchmark JSON",
     .reads =
         "N = topics x producersPerTopic, X = mean publishRate, R = aggregatedPublishLatencyAvg",
     .caveat = "the rate is usually a target",
     .recognises = is_openmessaging,
     .read = read_openmessaging},
}};

}  // namespace

std::span<const FormatReader> tool_output_formats() { return kFormats; }

}  // namespace uslkit
