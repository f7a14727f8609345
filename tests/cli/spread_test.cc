// Runs made by several processes, or in several goes: the bytes of one process, always.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/cli/process.h"

namespace uslkit::test {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

// Three cells, two replications: six parts of about 5,000 requests.
const std::string kCells = R"({
  "schema": 1, "name": "cells", "duration": "10s", "warm_up": "1s", "replications": 2,
  "traffic": {"classes": [{"name": "requests",
    "rate": {"kind": "constant", "rate": "1500/s"}, "arrivals": {"kind": "poisson"}}]},
  "ingress": {"servers": 1, "validation": {"kind": "exponential", "mean": "1ms"}},
  "cells": {"count": 3},
  "expect": ["availability>=1"],
  "slo": [{"kind": "latency", "of": "ack", "quantile": 0.99, "at_most": "10s"}]
})";

const std::string kWorkers = R"({
  "schema": 1, "name": "workers", "architecture": "coordination", "workers": 4, "duration": "1h",
  "coordination": {"mechanism": "stop_the_world", "serial": "1ms", "exchange": "10us",
    "local_work": {"kind": "exponential", "mean": "9ms"}, "requests": 5000}
})";

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

struct Case {
  TemporaryDirectory directory;
  std::string cells = directory.file("cells.json");
  std::string workers = directory.file("workers.json");
  std::string shards = directory.file("shards");
  Case() {
    write_text_file(cells, kCells);
    write_text_file(workers, kWorkers);
    std::filesystem::create_directory(shards);
  }

  [[nodiscard]] Words simulate(const Words& more = {}) const {
    return with("simulate", cells, more);
  }
  [[nodiscard]] Words sweep(const Words& more = {}) const {
    Words all{"--vary", "/workers=1,2,4", "--replications", "2"};
    all.insert(all.end(), more.begin(), more.end());
    return with("sweep", workers, all);
  }

  static Words with(const std::string& command, const std::string& file, const Words& more) {
    Words words{command, file, "-q"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  // 0/n .. n-1/n, in the shards' directory.
  void make_shards(const Words& command, int count) const {
    for (int i = 0; i < count; ++i) {
      Words words = command;
      words.insert(words.end(), {"--shard", std::to_string(i) + "/" + std::to_string(count),
                                 "--shard-dir", shards});
      const ProcessResult run = uslkit_run(words);
      REQUIRE_MESSAGE(run.exit_code == 0, run.err);
      CHECK(run.out == "");
    }
  }
  [[nodiscard]] std::string shard(int index, int count) const {
    return shards + "/shard-0000" + std::to_string(index) + "-of-0000" + std::to_string(count) +
           ".jsonl";
  }
};

TEST_CASE("shards of a simulation, merged, are the bytes of the single run: document and report") {
  const Case at;
  at.make_shards(at.simulate(), 4);
  CHECK(uslkit_run({"merge", at.shards, "-q", "--json"}).out ==
        uslkit_run(at.simulate({"--json"})).out);
  CHECK(uslkit_run({"merge", at.shards, "-q"}).out == uslkit_run(at.simulate()).out);
  CHECK(uslkit_run({"merge", at.shards, "-q", "--json", "--expect"}).out ==
        uslkit_run(at.simulate({"--json", "--expect"})).out);
  CHECK(uslkit_run({"merge", at.shards, "-q", "--csv", "-"}).out ==
        uslkit_run(at.simulate({"--csv", "-"})).out);
  CHECK(uslkit_run({"merge", at.shards, "-q", "--assert", "availability>=2"}).exit_code == 99);
}

TEST_CASE("shards of a sweep, merged, are the bytes of the single sweep: CSV and document") {
  const Case at;
  at.make_shards(at.sweep(), 3);
  CHECK(uslkit_run({"merge", at.shards, "-q"}).out == uslkit_run(at.sweep()).out);
  CHECK(uslkit_run({"merge", at.shards, "-q", "--json"}).out ==
        uslkit_run(at.sweep({"--json"})).out);
  const ProcessResult plot = uslkit_run({"merge", at.shards, "-q", "--plot", "x.svg"});
  CHECK(plot.exit_code == 2);
  CHECK(contains(plot.err, "an output of a simulation for the shards of a sweep"));
}

TEST_CASE("a shard is the same file however it came about, and is not made twice") {
  const Case at;
  const Words shard = at.simulate({"--shard", "1/2", "--shard-dir", at.shards});
  Words one = shard;
  one.insert(one.end(), {"--threads", "1"});
  REQUIRE(uslkit_run(one).exit_code == 0);
  const std::string first = read_text_file(at.shard(1, 2));
  const auto written = std::filesystem::last_write_time(at.shard(1, 2));
  Words again = shard;
  again.erase(again.begin() + 2);  // the -q
  const ProcessResult there = uslkit_run(again);
  CHECK(there.exit_code == 0);
  CHECK(contains(there.err, "is there already"));
  CHECK(std::filesystem::last_write_time(at.shard(1, 2)) == written);
  std::filesystem::remove(at.shard(1, 2));
  Words two = shard;
  two.insert(two.end(), {"--threads", "2"});
  REQUIRE(uslkit_run(two).exit_code == 0);
  CHECK(read_text_file(at.shard(1, 2)) == first);
  CHECK_FALSE(std::filesystem::exists(at.shard(1, 2) + ".partial"));
}

TEST_CASE("merge refuses what is missing, doubled, foreign or of another seed, by name") {
  const Case at;
  at.make_shards(at.simulate(), 2);
  const std::string zero = at.shard(0, 2);
  const std::string one = at.shard(1, 2);
  const ProcessResult missing = uslkit_run({"merge", zero});
  CHECK(missing.exit_code == 3);
  CHECK(missing.err ==
        "uslkit merge: error: found 1 of 2 shards; missing: 1\n"
        "  allowed: all of them\n"
        "  hint: the same command with --shard 1/2\n");
  const ProcessResult doubled = uslkit_run({"merge", zero, one, zero});
  CHECK(doubled.exit_code == 3);
  CHECK(contains(doubled.err, "found shard 0 of 2 again"));
  const std::string kept = at.directory.file("kept.jsonl");
  std::filesystem::copy_file(one, kept);
  std::filesystem::remove(one);
  REQUIRE(uslkit_run(at.simulate({"--seed", "77", "--shard", "1/2", "--shard-dir", at.shards}))
              .exit_code == 0);
  const ProcessResult seeded = uslkit_run({"merge", zero, one});
  CHECK(seeded.exit_code == 3);
  CHECK(contains(seeded.err, "found the parts of another job: seed 77\n"));
  const ProcessResult in_the_way =
      uslkit_run(at.simulate({"--shard", "1/2", "--shard-dir", at.shards}));
  CHECK(in_the_way.exit_code == 3);
  CHECK(contains(in_the_way.err, "another --shard-dir for each job"));
  std::string damaged = read_text_file(kept);
  damaged[damaged.size() / 2] ^= 1;
  write_text_file(kept, damaged);
  CHECK(uslkit_run({"merge", zero, kept}).exit_code == 3);
  CHECK(uslkit_run({"merge", at.cells}).exit_code == 3);
  CHECK(uslkit_run({"merge", at.directory.file("no-such.jsonl")}).exit_code == 3);
  CHECK(uslkit_run({"merge"}).exit_code == 2);
}

TEST_CASE("--shard auto reads Kubernetes' and Slurm's environment") {
  const Case at;
  const Words eight = at.simulate({"--shard", "auto/8", "--shard-dir", at.shards});
  REQUIRE(uslkit_run(eight, {.environment = {{"JOB_COMPLETION_INDEX", "5"}}}).exit_code == 0);
  CHECK(std::filesystem::exists(at.shard(5, 8)));
  const Words automatic = at.simulate({"--shard", "auto", "--shard-dir", at.shards});
  ProcessInput slurm;
  slurm.environment = {{"SLURM_ARRAY_TASK_ID", "1"},
                       {"SLURM_ARRAY_TASK_COUNT", "4"},
                       {"SLURM_ARRAY_TASK_MIN", "0"},
                       {"SLURM_ARRAY_TASK_MAX", "3"}};
  REQUIRE(uslkit_run(automatic, slurm).exit_code == 0);
  CHECK(std::filesystem::exists(at.shard(1, 4)));
  CHECK(uslkit_run(automatic).exit_code == 2);
}

TEST_CASE("options that do not go together are refused before anything runs") {
  const Case at;
  for (const Words& wrong :
       {Words{"--resume"}, Words{"--shard-dir", "x"}, Words{"--shard", "0/2", "--checkpoint", "x"},
        Words{"--shard", "2/2"}}) {
    CHECK(uslkit_run(at.simulate(wrong)).exit_code == 2);
    CHECK(uslkit_run(at.sweep(wrong)).exit_code == 2);
  }
}

TEST_CASE("a run with a checkpoint is the run without one, and a finished one is only read") {
  const Case at;
  const std::string kept = at.directory.file("kept.jsonl");
  const std::string plain = uslkit_run(at.simulate({"--json"})).out;
  const Words checkpointed = at.simulate({"--json", "--checkpoint", kept});
  CHECK(uslkit_run(checkpointed).out == plain);
  const std::string file = read_text_file(kept);
  CHECK(uslkit_run(checkpointed).exit_code == 2);  // there already: --resume
  Words resumed = checkpointed;
  resumed.emplace_back("--resume");
  CHECK(uslkit_run(resumed).out == plain);
  CHECK(read_text_file(kept) == file);
}

// Starts the program and kills it, hard, once its checkpoint has grown beyond a first line.
void kill_in_the_middle(const Words& arguments, const std::string& checkpoint) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::vector<std::string> words{uslkit_binary()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> raw;
    for (std::string& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    const int nothing = ::open("/dev/null", O_WRONLY);
    ::dup2(nothing, STDOUT_FILENO);
    ::dup2(nothing, STDERR_FILENO);
    ::execv(raw[0], raw.data());
    ::_exit(127);
  }
  int status = 0;
  for (;;) {
    std::error_code unknown;
    const std::string text =
        std::filesystem::exists(checkpoint, unknown) ? read_text_file(checkpoint) : std::string();
    const std::size_t first = text.find('\n');
    if (first != std::string::npos && text.find('\n', first + 1) != std::string::npos) break;
    if (::waitpid(child, &status, WNOHANG) == child) FAIL("it ended before it could be killed");
    ::usleep(1000);
  }
  ::kill(child, SIGKILL);
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE_MESSAGE(WIFSIGNALED(status), "it was done before the kill: make the runs longer");
}

std::size_t lines_of(const std::string& file) {
  const std::string text = read_text_file(file);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_CASE("killed in the middle and resumed, a simulation is the one that was never killed") {
  const Case at;
  const std::string kept = at.directory.file("kept.jsonl");
  const Words longer{"--json", "--threads", "1", "--duration", "60s", "--replications", "10"};
  const std::string whole = uslkit_run(at.simulate(longer)).out;
  Words checkpointed = at.simulate(longer);
  checkpointed.insert(checkpointed.end(), {"--checkpoint", kept});
  kill_in_the_middle(checkpointed, kept);
  const std::size_t lines = lines_of(kept);
  CHECK(lines >= 2);
  CHECK(lines < 31);  // a head and thirty parts
  checkpointed.emplace_back("--resume");
  checkpointed.erase(checkpointed.begin() + 2);  // the -q
  const ProcessResult resumed = uslkit_run(checkpointed);
  CHECK(resumed.exit_code == 0);
  CHECK(resumed.out == whole);
  CHECK(contains(resumed.err, "resuming: "));
  CHECK(lines_of(kept) == 31);
}

TEST_CASE("killed in the middle and resumed, a sweep is the one that was never killed") {
  const Case at;
  const std::string kept = at.directory.file("kept.jsonl");
  const Words longer{"--threads", "1", "--set", "/coordination/requests=200000"};
  const std::string whole = uslkit_run(at.sweep(longer)).out;
  Words checkpointed = at.sweep(longer);
  checkpointed.insert(checkpointed.end(), {"--checkpoint", kept});
  kill_in_the_middle(checkpointed, kept);
  CHECK(lines_of(kept) < 7);
  checkpointed.emplace_back("--resume");
  CHECK(uslkit_run(checkpointed).out == whole);
}

TEST_CASE("a shard that was killed goes on by itself with what it had") {
  const Case at;
  const Words longer{"--threads", "1",       "--duration", "60s",         "--replications",
                     "10",        "--shard", "0/1",        "--shard-dir", at.shards};
  kill_in_the_middle(at.simulate(longer), at.shard(0, 1) + ".partial");
  CHECK_FALSE(std::filesystem::exists(at.shard(0, 1)));
  REQUIRE(uslkit_run(at.simulate(longer)).exit_code == 0);
  CHECK(uslkit_run({"merge", at.shards, "-q", "--json"}).out ==
        uslkit_run(at.simulate({"--json", "--duration", "60s", "--replications", "10"})).out);
}

TEST_CASE("Ctrl-C keeps the parts that are done, prints what they come to, and resuming ends it") {
  const Case at;
  const std::string kept = at.directory.file("kept.jsonl");
  Words whole;
  ProcessResult stopped;
  // On a fast or a crowded machine a short run may end before the signal comes: then a longer one.
  for (int replications = 40; stopped.exit_code != 130 && replications <= 4000;
       replications *= 10) {
    whole = {"--json", "--duration", "100s", "--replications", std::to_string(replications)};
    std::filesystem::remove(kept);
    Words talking = at.simulate(whole);
    talking.erase(talking.begin() + 2);  // the -q
    talking.insert(talking.end(), {"--checkpoint", kept, "--threads", "1"});
    stopped = uslkit_run(talking, {.signal_after_first_word = SIGINT});
  }
  CHECK(stopped.exit_code == 130);
  CHECK(contains(stopped.err, "are kept in " + kept));
  CHECK(contains(stopped.err, "--resume goes on"));
  CHECK(contains(stopped.out, "interrupted"));
  Words resumed = at.simulate(whole);
  resumed.insert(resumed.end(), {"--checkpoint", kept, "--resume"});
  CHECK(uslkit_run(resumed).out == uslkit_run(at.simulate(whole)).out);
}

// --- mpirun ------------------------------------------------------------------------------------

bool mpi_is_built() {
  return std::filesystem::exists(std::filesystem::path(uslkit_binary()).parent_path() /
                                 "../spread/uslkit_mpi.so");
}

ProcessResult mpi_run(int processes, const Words& arguments, ProcessInput input = {}) {
  Words words{"mpirun",
              "-n",
              std::to_string(processes),
              "--oversubscribe",
              "--allow-run-as-root",
              "--bind-to",
              "none",
              uslkit_binary()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  input.environment["HOME"] = "/tmp";
  input.environment["OMPI_MCA_plm"] = "isolated";  // this machine only: no ssh is looked for
  return run_program(words, input);
}

TEST_CASE("two and three processes of mpirun give the bytes of one, for simulate and sweep" *
          doctest::skip(!mpi_is_built())) {
  const Case at;
  for (const int processes : {2, 3}) {
    const ProcessResult simulation = mpi_run(processes, at.simulate({"--json"}));
    REQUIRE_MESSAGE(simulation.exit_code == 0, simulation.err);
    CHECK(simulation.out == uslkit_run(at.simulate({"--json"})).out);
    const ProcessResult sweep = mpi_run(processes, at.sweep());
    REQUIRE_MESSAGE(sweep.exit_code == 0, sweep.err);
    CHECK(sweep.out == uslkit_run(at.sweep()).out);
  }
}

TEST_CASE("under mpirun one process answers, its verdict is the exit code, and all end" *
          doctest::skip(!mpi_is_built())) {
  const Case at;
  const ProcessResult missed = mpi_run(2, at.simulate({"--assert", "availability>=2", "--json"}));
  CHECK(missed.exit_code == 99);
  CHECK(Json::parse(missed.out.substr(0, missed.out.rfind('}') + 1)).at("document") == "run");
  const ProcessResult piped = mpi_run(2, {"simulate", "-"}, {.standard_input = kCells});
  CHECK(piped.exit_code == 2);
  CHECK(contains(piped.err, "found standard input under mpirun"));
}

TEST_CASE("mpirun with a checkpoint, and as a shard, gives the files of one process" *
          doctest::skip(!mpi_is_built())) {
  const Case at;
  const std::string kept = at.directory.file("kept.jsonl");
  const std::string plain = uslkit_run(at.simulate({"--json"})).out;
  CHECK(mpi_run(2, at.simulate({"--json", "--checkpoint", kept})).out == plain);
  CHECK(uslkit_run(at.simulate({"--json", "--checkpoint", kept, "--resume"})).out == plain);
  const Words shard = at.simulate({"--shard", "0/2", "--shard-dir", at.shards});
  REQUIRE(mpi_run(2, shard).exit_code == 0);
  const std::string by_two = read_text_file(at.shard(0, 2));
  CHECK(mpi_run(2, shard).exit_code == 0);  // there already
  std::filesystem::remove(at.shard(0, 2));
  REQUIRE(uslkit_run(shard).exit_code == 0);
  CHECK(read_text_file(at.shard(0, 2)) == by_two);
}

TEST_CASE("without its MPI library, mpirun is answered with what to do" *
          doctest::skip(!mpi_is_built())) {
  const Case at;
  const std::string moved = at.directory.file("uslkit");  // away from its library
  std::filesystem::copy_file(uslkit_binary(), moved);
  const Words command = at.simulate();
  Words words{moved};
  words.insert(words.end(), command.begin(), command.end());
  const ProcessResult run = run_program(
      words, {.environment = {{"OMPI_COMM_WORLD_SIZE", "2"}, {"OMPI_COMM_WORLD_RANK", "0"}}});
  CHECK(run.exit_code == 1);
  CHECK(contains(run.err, "it has no MPI in it"));
  CHECK(contains(run.err, "libopenmpi-dev"));
}

}  // namespace
}  // namespace uslkit::test
