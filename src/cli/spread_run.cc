#include "cli/spread_run.h"

#include <filesystem>
#include <memory>
#include <numeric>
#include <system_error>

#include <fmt/format.h>

#include "cli/run_progress.h"
#include "cli/signals.h"
#include "report/safe_text.h"
#include "spread/checkpoint.h"
#include "spread/follower.h"
#include "spread/leader.h"
#include "spread/load_mpi.h"
#include "spread/shard_file.h"

namespace uslkit {
namespace {

// Where this process's share of the job is kept.
struct Keeping {
  std::optional<Shard> shard;
  std::string shard_file;  // empty: no shard
  std::string checkpoint;  // empty: none
  bool resume = false;
};

Keeping keeping_of(const SpreadOptions& options) {
  Keeping keeping{
      .shard = {}, .shard_file = "", .checkpoint = options.checkpoint, .resume = options.resume};
  if (options.shard.empty()) return keeping;
  keeping.shard = parse_shard(options.shard, process_environment());
  keeping.shard_file =
      (std::filesystem::path(options.shard_dir) / keeping.shard->file_name()).string();
  keeping.checkpoint = keeping.shard_file + ".partial";
  keeping.resume = true;
  return keeping;
}

std::vector<std::size_t> numbers_of(const Keeping& keeping, std::size_t parts) {
  if (keeping.shard) return keeping.shard->numbers(parts);
  std::vector<std::size_t> numbers(parts);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

SpreadResult run_follower(const SpreadWork& work) {
  const StopOnSignal signal;
  std::atomic<bool> stop = false;
  const std::unique_ptr<Transport> transport = load_mpi();
  const bool good = follow(*transport, {.job = work.job, .stop = stop, .signal = signal.flag()},
                           [&](const FollowerWork& own) {
                             work.make(own.flow, {.on_progress = own.on_progress, .stop = &stop});
                           });
  return {.ended = good ? ExitCode::ok : ExitCode::runtime_error};
}

// Alone, or as the leader of the processes of mpirun.
void make_all(const SpreadWork& work, PartLedger& ledger, std::atomic<bool>& stop,
              const StopOnSignal& signal, const Talk& talk) {
  const double share = work.job.parts > 0 ? static_cast<double>(ledger.expected()) /
                                                static_cast<double>(work.job.parts)
                                          : 1;
  RunProgress progress(talk, work.doing, share * work.expected_requests, work.unit);
  const auto tell = [&progress](const SimulateProgress& state) { progress.on_progress(state); };
  if (!mpi_place()) return work.make(ledger.flow(), {.on_progress = tell, .stop = signal.flag()});
  const std::unique_ptr<Transport> transport = load_mpi();
  talk.detail(fmt::format("{} processes by MPI", transport->size()));
  RankProgress ranks(tell, transport->size(), ledger.expected());
  lead(
      *transport,
      {.job = work.job, .ledger = ledger, .progress = ranks, .stop = stop, .signal = signal.flag()},
      [&] {
        work.make(ledger.flow(),
                  {.on_progress = [&ranks](const SimulateProgress& own) { ranks.tell(0, own); },
                   .stop = &stop});
      });
}

void finish_shard(const Keeping& keeping, const SpreadWork& work, PartLedger& ledger,
                  const Talk& talk) {
  const std::map<std::size_t, std::string> values = ledger.take();
  write_shard(keeping.shard_file, work.job, *keeping.shard, values);
  std::error_code ignored;
  std::filesystem::remove(keeping.checkpoint, ignored);
  talk.say(fmt::format("shard {} of {}: {} of {} {} in {}", keeping.shard->index,
                       keeping.shard->count, values.size(), work.job.parts, work.unit,
                       safe_text(keeping.shard_file)));
}

std::string kept_text(const Keeping& keeping, const PartLedger& ledger, const SpreadWork& work) {
  return fmt::format("{} {} are kept in {}", ledger.whole_parts(), work.unit,
                     safe_text(keeping.checkpoint));
}

}  // namespace

SpreadResult run_spread(const SpreadOptions& options, const SpreadWork& work, const Talk& talk) {
  const std::optional<MpiPlace> place = mpi_place();
  if (place && !place->leads()) return run_follower(work);
  const Keeping keeping = keeping_of(options);
  // With MPI there are others, who wait to be told that there is nothing to do.
  const bool done = keeping.shard && shard_is_done(keeping.shard_file, work.job, *keeping.shard);
  if (done) talk.say(fmt::format("{} is there already", safe_text(keeping.shard_file)));
  if (done && !place) return {.ended = ExitCode::ok};

  const StopOnSignal signal;
  std::atomic<bool> stop = false;
  std::unique_ptr<Checkpoint> checkpoint;
  PartLedger::Options ledger_options{.group = work.group, .first_always = work.first_always};
  ledger_options.stop = place ? &stop : signal.flag();
  if (!done) ledger_options.numbers = numbers_of(keeping, work.job.parts);
  if (!done && !keeping.checkpoint.empty()) {
    checkpoint = std::make_unique<Checkpoint>(
        Checkpoint::Options{
            .file = keeping.checkpoint, .shard = keeping.shard, .resume = keeping.resume},
        work.job);
    ledger_options.kept = checkpoint->kept();
    ledger_options.on_whole = [&checkpoint](std::size_t number, const std::string& value) {
      checkpoint->append(number, value);
    };
  }
  if (!ledger_options.kept.empty()) {
    talk.say(fmt::format("resuming: {} of {} {} are done", ledger_options.kept.size(),
                         ledger_options.numbers.size(), work.unit));
  }
  PartLedger ledger(std::move(ledger_options));
  make_all(work, ledger, stop, signal, talk);
  // From here on nothing is made.
  if (done) return {.ended = ExitCode::ok};
  if (ledger.complete() && keeping.shard) {
    finish_shard(keeping, work, ledger, talk);
    return {.ended = ExitCode::ok};
  }
  if (ledger.complete()) return {.values = ledger.take()};
  const ExitCode stopped = signal.exit_code().value_or(ExitCode::terminated);
  if (checkpoint) {
    talk.warn(fmt::format("stopped early: {}; {}", kept_text(keeping, ledger, work),
                          keeping.shard ? "the same command goes on" : "--resume goes on"));
  }
  if (keeping.shard) return {.ended = stopped};
  return {.values = ledger.take(), .stopped = stopped};
}

}  // namespace uslkit
