#include <array>

#include "ingest/generic_csv.h"
#include "ingest/hey_csv.h"
#include "ingest/hyperfine_csv.h"
#include "ingest/jmeter_jtl.h"
#include "ingest/k6_csv.h"
#include "ingest/locust_csv.h"
#include "ingest/pgbench_log.h"
#include "ingest/reader.h"

namespace uslkit {
namespace {

// The generic CSV stands last: it recognises any text.
constexpr std::array<FormatReader, 9> kFormats = {{
    {.name = "jmeter",
     .title = "JMeter JTL",
     .reads = "N = allThreads, X = successful samples per second at that N, R = mean elapsed",
     .caveat = "CSV only; threads that think make N larger than X R",
     .recognises = recognises_jmeter,
     .read = read_jmeter},
    {.name = "k6-csv",
     .title = "k6 --out csv",
     .reads =
         "N = vus, X = successful http_reqs per second, R = mean http_req_duration; one row per N",
     .caveat = "valid for constant-vus and ramping-vus",
     .recognises = recognises_k6_csv,
     .read = read_k6_csv},
    {.name = "locust-history",
     .title = "locust history CSV",
     .reads = "N = User Count, X = Requests/s - Failures/s; one row per N",
     .caveat = "rates are averages over 10 s: use --drop-first 10; latency is cumulative, not used",
     .recognises = recognises_locust_history,
     .read = read_locust_history},
    {.name = "locust-stats",
     .title = "locust statistics CSV",
     .reads = "X = Requests/s - Failures/s, R = Average Response Time, N from --n or X R",
     .caveat = "N is not in the file",
     .recognises = recognises_locust_stats,
     .read = read_locust_stats},
    {.name = "hey-csv",
     .title = "hey -o csv",
     .reads = "X = successful responses / max(offset + response-time), R = mean, N from --n or X R",
     .caveat = "N is not in the file; requests without a response are not in it either",
     .recognises = recognises_hey_csv,
     .read = read_hey_csv},
    {.name = "hyperfine-csv",
     .title = "hyperfine CSV",
     .reads = "N = the parameter, X = --work (default 1) / mean, R = mean",
     .caveat = "R is the time of a whole run; Little's law is not checked against it",
     .recognises = recognises_hyperfine_csv,
     .read = read_hyperfine_csv,
     .littles_law_holds = false},
    {.name = "pgbench-log",
     .title = "pgbench -l log",
     .reads = "N = distinct clients, X = successful transactions / time, R = mean time",
     .caveat = "name the files of all threads (PREFIX.PID, PREFIX.PID.1, ...)",
     .recognises = recognises_pgbench_log,
     .read = read_pgbench_log,
     .together = true},
    {.name = "pgbench-aggregate",
     .title = "pgbench --aggregate-interval log",
     .reads = "X = transactions / time, R = mean time, without the partial first and last interval",
     .caveat = "N is not printed; name the files of all threads",
     .recognises = recognises_pgbench_aggregate_log,
     .read = read_pgbench_aggregate_log,
     .together = true},
    {.name = "csv",
     .title = "CSV table",
     .reads = "two or three of N, X, R by column name, or N, X[, R in s] without a header",
     .caveat = "",
     .recognises = recognises_generic_csv,
     .read = read_generic_csv},
}};

}  // namespace

std::span<const FormatReader> table_formats() { return kFormats; }

}  // namespace uslkit
