// The command line's promises: help, spelling, streams, colour, exit codes, same seed same bytes.
#include <doctest/doctest.h>

#include "tests/cli/process.h"

namespace uslkit::test {
namespace {

const std::string kData = "data/specsdm91.csv";
const std::string kCommands =
    "fit, predict, next, compare-fits, ingest, simulate, sweep, merge, compare, validate-scenario, "
    "size, audit, autoscale-replay, run, serve-pipeline, load, report, plot or schema";
const std::string kLevelHelp = "--level: error: found no value\n  allowed: --level NUMBER\n";

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

// Exit code 2, nothing on stdout, exactly this on stderr.
void check_usage_error(const std::vector<std::string>& arguments, const std::string& message) {
  const ProcessResult result = uslkit_run(arguments);
  CHECK(result.exit_code == 2);
  CHECK(result.out == "");
  CHECK(result.err == message);
}

TEST_CASE("bare, --help, -h and help say the same, examples before options, on stdout") {
  const ProcessResult bare = uslkit_run({});
  CHECK(bare.exit_code == 0);
  CHECK(bare.err == "");
  CHECK(bare.out.find("Examples:") < bare.out.find("Usage:"));
  CHECK(bare.out.find("Usage:") < bare.out.find("Options:"));
  for (const std::string word : {"--help", "-h", "help"}) {
    CHECK(uslkit_run({word}).out == bare.out);
  }
}

TEST_CASE("every command has help with examples first, by --help, -h and help COMMAND") {
  for (const std::string command :
       {"fit", "predict", "next", "compare-fits", "ingest", "simulate", "sweep", "merge", "compare",
        "validate-scenario", "size", "audit", "autoscale-replay", "run", "serve-pipeline", "load",
        "report", "plot", "schema"}) {
    CAPTURE(command);
    const ProcessResult help = uslkit_run({command, "--help"});
    CHECK(help.exit_code == 0);
    CHECK(help.err == "");
    CHECK(help.out.find("Examples:\n  uslkit " + command) != std::string::npos);
    CHECK(help.out.find("Examples:") < help.out.find("Usage: uslkit " + command));
    CHECK(uslkit_run({command, "-h"}).out == help.out);
    CHECK(uslkit_run({"help", command}).out == help.out);
    CHECK(uslkit_run({command, "--nonsense", "--help"}).out == help.out);
    CHECK(contains(uslkit_run({}).out, "\n  " + command));
  }
}

TEST_CASE("--version names version, build, compiler and libraries") {
  const ProcessResult result = uslkit_run({"--version"});
  CHECK(result.exit_code == 0);
  CHECK(result.out.starts_with("uslkit 0."));
  CHECK(contains(result.out, "\ncompiler: "));
  for (const std::string library : {"Ceres 2", "Eigen 3", "CLI11 2", "nlohmann/json 3", "fmt 9"}) {
    CHECK(contains(result.out, library));
  }
}

TEST_CASE("a mistyped command, option or word is met with the nearest one") {
  check_usage_error({"fti"},
                    "uslkit: error: found unknown command \"fti\"\n"
                    "  allowed: " +
                        kCommands +
                        "\n"
                        "  hint: did you mean fit?\n");
  check_usage_error({"help", "predcit"},
                    "uslkit: error: found unknown command \"predcit\"\n"
                    "  allowed: " +
                        kCommands +
                        "\n"
                        "  hint: did you mean predict?\n");
  check_usage_error({"fit", kData, "--jsn"},
                    "uslkit fit: error: found unknown option \"--jsn\"\n"
                    "  allowed: the options of this command\n"
                    "  hint: did you mean --json?\n");
  check_usage_error({"--versoin"},
                    "uslkit: error: found unknown option \"--versoin\"\n"
                    "  allowed: the options of this command\n"
                    "  hint: did you mean --version?\n");
  check_usage_error({"fit", kData, "--error-model", "relativ"},
                    "--error-model: error: found \"relativ\"\n"
                    "  allowed: relative, additive, known-sd or replicates\n"
                    "  hint: did you mean relative?\n");
  check_usage_error({"fit", kData, "--gamma", "fre"},
                    "--gamma: error: found \"fre\"\n"
                    "  allowed: free, fixed, quadratic or a number\n"
                    "  hint: did you mean free?\n");
  check_usage_error({"next", "fit.json", "--target", "throghput@3"},
                    "--target: error: found \"throghput@3\"\n"
                    "  allowed: peak, alpha, beta or throughput@N\n"
                    "  hint: did you mean throughput?\n");
  check_usage_error({"next", "fit.json", "--target", "throughput@-3"},
                    "--target: error: found \"throughput@-3\"\n"
                    "  allowed: throughput@N with N above 0 and up to 1e15\n");
  check_usage_error({"plot", "fit.json", "-o", "usl.svg", "--to", "png"},
                    "--to: error: found png for \"usl.svg\"\n"
                    "  allowed: svg, as the name of the file says\n"
                    "  hint: leave the option out\n");
  check_usage_error(
      {"schema", "ingst"},
      "document: error: found \"ingst\"\n"
      "  allowed: fit, predict, next, compare-fits, ingest, run, load, sweep, "
      "compare, prediction, validate-scenario, size, audit, autoscale-replay, scenario, request, "
      "catalogue or claims\n"
      "  hint: did you mean ingest?\n");
}

TEST_CASE("an option without value, with a bad one or given twice is a usage error") {
  check_usage_error({"fit", "--level"}, kLevelHelp);
  check_usage_error({"fit", kData, "--level", "2"},
                    "--level: error: found \"2\"\n  allowed: a number from 0.5 to 0.999\n");
  check_usage_error({"fit", kData, "--level", "0,9"},
                    "--level: error: found \"0,9\"\n"
                    "  allowed: a finite decimal number, such as 64 or 0.5\n");
  check_usage_error({"fit", kData, "--level=0.9", "--level", "0.8"},
                    "--level: error: found 2 values\n  allowed: the option once\n");
  check_usage_error({"fit", kData, "--json=yes"},
                    "--json: error: found a value for an option that takes none\n"
                    "  allowed: --json\n");
  check_usage_error({"fit", kData, "--seed", "1.5"},
                    "--seed: error: found \"1.5\"\n"
                    "  allowed: a whole number from 0 to 9007199254740992\n");
  check_usage_error({"fit", kData, "--delimiter", "ab"},
                    "--delimiter: error: found \"ab\"\n"
                    "  allowed: one character, or the word tab or space\n");
  check_usage_error({"fit", kData, "--robust", "--no-robust"},
                    "--robust: error: found --robust and --no-robust\n"
                    "  allowed: one of the two\n");
}

TEST_CASE("a plot file must end in svg, png or pdf, found before any file is read") {
  check_usage_error({"fit", "no-such-file.csv", "--plot", "usl.jpg"},
                    "--plot: error: found \"usl.jpg\"\n"
                    "  allowed: a file name ending in .svg, .png or .pdf\n"
                    "  hint: the ending chooses the format, for example usl.svg\n");
  check_usage_error({"fit", kData, "--plot", "-", "--json"},
                    "--plot: error: found the plot and the JSON document both on standard output\n"
                    "  allowed: one of them\n"
                    "  hint: give one of them a file name\n");
}

TEST_CASE("questions that a command cannot answer are usage errors") {
  check_usage_error({"predict", "fit.json"},
                    "uslkit predict: error: found nothing to predict\n"
                    "  allowed: --n N, --throughput RATE or --latency TIME, each repeatable\n"
                    "  hint: for example: uslkit predict fit.json --n 64\n");
  check_usage_error({"predict", "fit.json", "--n", "0"},
                    "--n: error: found \"0\"\n  allowed: a number above 0 and up to 1e15\n");
  check_usage_error({"predict", "a.json", "b.json", "--n", "1"},
                    "uslkit predict: error: found 2 files\n  allowed: one file\n");
  check_usage_error({"compare-fits", "a.json"},
                    "uslkit compare-fits: error: found 1 file\n"
                    "  allowed: two: the fit before and the fit after\n"
                    "  hint: for example: uslkit compare-fits before.json after.json\n");
  check_usage_error({"schema", "fit", "fit"},
                    "uslkit schema: error: found unexpected argument \"fit\"\n"
                    "  allowed: fewer arguments\n"
                    "  hint: uslkit schema --help lists them\n");
}

TEST_CASE("a rate or a time without its unit is refused as usage, not as bad data") {
  const ProcessResult rate = uslkit_run({"predict", "fit.json", "--throughput", "12k/week"});
  CHECK(rate.exit_code == 2);
  CHECK(rate.err.starts_with("--throughput: error: found "));
  const ProcessResult time = uslkit_run({"predict", "fit.json", "--latency", "2"});
  CHECK(time.exit_code == 2);
  CHECK(time.err.starts_with("--latency: error: found "));
}

TEST_CASE("a terminal on stdin where data are expected is told what to do instead of waiting") {
  const ProcessResult fit = uslkit_run({"fit"}, {.terminal_stdin = true});
  CHECK(fit.exit_code == 2);
  CHECK(fit.out == "");
  CHECK(fit.err ==
        "uslkit fit: error: found no file, and standard input is a terminal\n"
        "  allowed: a file of measurements, or data on standard input\n"
        "  hint: uslkit fit --help shows examples\n");
  const ProcessResult predict = uslkit_run({"predict", "--n", "3"}, {.terminal_stdin = true});
  CHECK(predict.exit_code == 2);
  CHECK(predict.err ==
        "uslkit predict: error: found no file, and standard input is a terminal\n"
        "  allowed: a fit (from uslkit fit --json) or measurements\n"
        "  hint: uslkit predict --help shows examples\n");
}

TEST_CASE("results go to stdout and talk to stderr; --quiet leaves only errors") {
  const ProcessResult loud = uslkit_run({"fit", kData});
  CHECK(loud.exit_code == 0);
  CHECK(contains(loud.err, kData + ": detected "));
  CHECK_FALSE(contains(loud.out, "detected"));
  const ProcessResult quiet = uslkit_run({"fit", kData, "--quiet"});
  CHECK(quiet.err == "");
  CHECK(quiet.out == loud.out);
  const ProcessResult error = uslkit_run({"fit", "no-such-file.csv", "--quiet"});
  CHECK(error.exit_code == 3);
  CHECK(error.out == "");
  CHECK(error.err.starts_with("no-such-file.csv: error: found "));
}

TEST_CASE("the fit library logs nothing: stderr holds our own talk only") {
  const std::string err = uslkit_run({"fit", kData, "--error-model", "additive"}).err;
  CHECK_FALSE(contains(err, "WARNING"));
  CHECK_FALSE(contains(err, "glog"));
  CHECK_FALSE(contains(err, ".cc:"));
}

TEST_CASE("colour: never in a pipe, with NO_COLOR, TERM=dumb, --no-color; always when asked") {
  const std::string escape = "\x1b[";
  const ProcessInput terminal{.environment = {{"TERM", "xterm"}}, .terminal_stdout = true};
  CHECK(contains(uslkit_run({"fit", kData}, terminal).out, escape));
  CHECK_FALSE(contains(uslkit_run({"fit", kData}).out, escape));
  CHECK(contains(uslkit_run({"fit", kData, "--color=always"}).out, escape));
  CHECK_FALSE(contains(uslkit_run({"fit", kData, "--color=never"}, terminal).out, escape));
  CHECK_FALSE(contains(uslkit_run({"fit", kData, "--no-color"}, terminal).out, escape));
  ProcessInput dumb = terminal;
  dumb.environment["TERM"] = "dumb";
  CHECK_FALSE(contains(uslkit_run({"fit", kData}, dumb).out, escape));
  ProcessInput no_color = terminal;
  no_color.environment["NO_COLOR"] = "1";
  CHECK_FALSE(contains(uslkit_run({"fit", kData}, no_color).out, escape));
  CHECK(contains(uslkit_run({"fit", kData, "--color=always"}, no_color).out, escape));
  ProcessInput empty_no_color = terminal;
  empty_no_color.environment["NO_COLOR"] = "";
  CHECK(contains(uslkit_run({"fit", kData}, empty_no_color).out, escape));
}

TEST_CASE("a locale without UTF-8 gets plain ASCII") {
  const ProcessResult result =
      uslkit_run({"fit", kData, "--quiet"}, {.environment = {{"LANG", "C"}}});
  for (const char c : result.out) CHECK_FALSE(static_cast<unsigned char>(c) >= 0x80);
}

TEST_CASE("- is standard input for every command that reads") {
  const std::string rows = read_text_file(kData);
  const std::string fit = uslkit_run({"fit", kData, "--json", "-q"}).out;
  const ProcessResult read = uslkit_run({"fit", "-"}, {.standard_input = rows});
  CHECK(read.exit_code == 0);
  CHECK(read.err.starts_with("reading standard input\nstdin: detected "));
  CHECK(uslkit_run({"fit", "-q"}, {.standard_input = rows}).exit_code == 0);
  CHECK(uslkit_run({"ingest", "-"}, {.standard_input = rows}).exit_code == 0);
  CHECK(uslkit_run({"predict", "-", "--n", "64"}, {.standard_input = fit}).exit_code == 0);
  CHECK(uslkit_run({"next", "-", "--max-n", "128"}, {.standard_input = fit}).exit_code == 0);
  CHECK(uslkit_run({"plot", "-"}, {.standard_input = fit}).exit_code == 0);
  CHECK(uslkit_run({"compare-fits", "-", kData}, {.standard_input = fit}).exit_code == 0);
}

TEST_CASE("what follows -- is a file, whatever its first letter") {
  const ProcessResult result = uslkit_run({"fit", "-q", "--", "-dash.csv"});
  CHECK(result.exit_code == 3);
  CHECK(result.err ==
        "-dash.csv: error: found no such file\n"
        "  allowed: the name of a readable file, or - for stdin\n");
  CHECK(uslkit_run({"fit", "-q", "--", kData}).exit_code == 0);
}

TEST_CASE("standard input cannot be read twice") {
  const ProcessResult twice = uslkit_run({"ingest", "-", "-"}, {.standard_input = "n,x\n1,9\n"});
  CHECK(twice.exit_code == 3);
  CHECK(contains(twice.err,
                 "-: error: found standard input named 2 times\n"
                 "  allowed: - once: it can be read only once\n"));
}

TEST_CASE("- is standard output for every output") {
  CHECK(uslkit_run({"fit", kData, "-q", "-o", "-"}).out ==
        uslkit_run({"fit", kData, "-q", "--json"}).out);
  const std::string plot = uslkit_run({"fit", kData, "-q", "--plot", "-"}).out;
  CHECK(plot.ends_with("</svg>\n"));
  CHECK_FALSE(contains(plot, "Verdict"));
  CHECK(uslkit_run({"ingest", kData, "-q", "--to", "csv", "-o", "-"}).out ==
        uslkit_run({"ingest", kData, "-q", "--to", "csv"}).out);
}

TEST_CASE("assertions: all are judged and printed; one failure is exit code 99") {
  const ProcessResult passed =
      uslkit_run({"fit", kData, "-q", "--assert", "peak.concurrency>=80", "--assert", "alpha<0.5"});
  CHECK(passed.exit_code == 0);
  CHECK(contains(passed.out, "\n  pass  peak.concurrency>=80  (peak.concurrency = "));
  const ProcessResult failed =
      uslkit_run({"fit", kData, "-q", "--assert", "peak.concurrency>=800", "--assert", "alpha<.5"});
  CHECK(failed.exit_code == 99);
  CHECK(contains(failed.out, "\n  FAIL  peak.concurrency>=800  (peak.concurrency = "));
  CHECK(contains(failed.out, "\n  pass  alpha<.5  (alpha = "));
  const ProcessResult json =
      uslkit_run({"fit", kData, "--json", "--assert", "peak.concurrency>=800"});
  CHECK(json.exit_code == 99);
  CHECK(contains(json.err, "FAIL  peak.concurrency>=800"));
}

TEST_CASE("an unknown metric is exit code 2 before any file is read") {
  const ProcessResult result =
      uslkit_run({"fit", "no-such-file.csv", "--assert", "peak.concurency>=80"});
  CHECK(result.exit_code == 2);
  CHECK(result.out == "");
  CHECK(contains(result.err, "found unknown metric \"peak.concurency\""));
  CHECK(contains(result.err, "hint: did you mean peak.concurrency?"));
}

TEST_CASE("the same seed gives the same bytes, another seed other draws") {
  const std::vector<std::string> command{"fit",         kData,      "-q",      "--json", "--bayes",
                                         "--bootstrap", "residual", "--draws", "500",    "--seed"};
  std::vector<std::string> seven = command;
  seven.push_back("7");
  std::vector<std::string> eight = command;
  eight.push_back("8");
  const std::string first = uslkit_run(seven).out;
  CHECK(first.size() > 1000);
  CHECK(uslkit_run(seven).out == first);
  CHECK(uslkit_run(eight).out != first);
}

TEST_CASE("--list-formats lists what --format accepts") {
  const ProcessResult result = uslkit_run({"ingest", "--list-formats"});
  CHECK(result.exit_code == 0);
  for (const std::string format : {"csv", "wrk", "hey", "vegeta", "sysbench"}) {
    CHECK(contains(result.out, "\n" + format));
  }
  CHECK(uslkit_run({"fit", "--list-formats"}).out == result.out);
  const ProcessResult wrong = uslkit_run({"ingest", "--format", "wrkk", kData});
  CHECK(wrong.exit_code == 2);
  CHECK(contains(wrong.err, "hint: did you mean wrk?"));
}

TEST_CASE("what the reader noted is not said again as a warning of the fit") {
  const ProcessResult run =
      uslkit_run({"fit", "tests/data/load_test_formats/wrk_sweep.txt", "--json"});
  const std::string adjusted = "wrk adjusts its mean latency";
  const std::size_t first = run.err.find(adjusted);
  REQUIRE(first != std::string::npos);
  CHECK(run.err.find(adjusted, first + 1) == std::string::npos);
  CHECK(contains(run.err, "warning: "));
}

}  // namespace
}  // namespace uslkit::test
