// Input that no honest program can use: where it stands, what it was, what is allowed; exit code 3
// when it cannot be read, 4 when no fit exists; never a crash, never a word on stdout.
#include <doctest/doctest.h>

#include "tests/cli/process.h"

namespace uslkit::test {
namespace {

struct Refusal {
  int exit_code = 0;
  std::string message;
};

// `fit --quiet` of these bytes, on stdin: the place of every message is "-".
Refusal refusal_of(const std::string& bytes) {
  const ProcessResult result = uslkit_run({"fit", "-", "--quiet"}, {.standard_input = bytes});
  CHECK(result.out == "");
  return {result.exit_code, result.err};
}

void check_refused(const std::string& bytes, int exit_code, const std::string& message) {
  CAPTURE(bytes.substr(0, 200));
  const Refusal refusal = refusal_of(bytes);
  CHECK(refusal.exit_code == exit_code);
  CHECK(refusal.message == message);
}

// The same for `predict` of a document that should be a fit: always exit code 3.
void check_fit_refused(const std::string& bytes, const std::string& message) {
  const ProcessResult result =
      uslkit_run({"predict", "-", "--quiet", "--n", "4"}, {.standard_input = bytes});
  CHECK(result.exit_code == 3);
  CHECK(result.out == "");
  CHECK(result.err == message);
}

TEST_CASE("a file is named as the user named it") {
  const ProcessResult missing = uslkit_run({"fit", "no/such/file.csv"});
  CHECK(missing.exit_code == 3);
  CHECK(missing.err ==
        "no/such/file.csv: error: found no such file\n"
        "  allowed: the name of a readable file, or - for stdin\n");
  const ProcessResult directory = uslkit_run({"fit", "data"});
  CHECK(directory.exit_code == 3);
  CHECK(directory.err.starts_with("data: error: found "));
}

TEST_CASE("an empty file is refused with exit code 3") {
  check_refused("", 3,
                "-: error: found an empty file\n"
                "  allowed: a table of concurrency and throughput\n");
}

TEST_CASE("a header without rows is refused with exit code 3") {
  check_refused("N,X\n", 3,
                "-: error: found a header without rows\n"
                "  allowed: at least one row of numbers\n");
}

TEST_CASE("NaN is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n2,nan\n4,200\n8,300\n", 3,
                "-:3:3: error: found \"nan\"\n"
                "  allowed: a finite number, such as 1.5\n"
                "  hint: remove rows without a measurement\n");
}

TEST_CASE("NAN(123) is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n2,NAN(123)\n4,200\n8,300\n", 3,
                "-:3:3: error: found \"NAN(123)\"\n"
                "  allowed: a finite number, such as 1.5\n"
                "  hint: remove rows without a measurement\n");
}

TEST_CASE("infinity is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n2,inf\n4,200\n8,300\n", 3,
                "-:3:3: error: found \"inf\"\n"
                "  allowed: a finite number, such as 1.5\n"
                "  hint: remove rows without a measurement\n");
}

TEST_CASE("a decimal comma between commas is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n2,1,5\n4,200\n8,300\n", 3,
                "-:3:5: error: found 3 fields\n"
                "  allowed: 2 fields, as the header has\n"
                "  hint: for decimal commas separate the fields by ';'\n");
}

TEST_CASE("a digit separator is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n2,1_000\n4,200\n8,300\n", 3,
                "-:3:3: error: found \"1_000\"\n"
                "  allowed: a number, such as 1.5\n"
                "  hint: write digits without group separators: 1000, not 1_000\n");
}

TEST_CASE("a hexadecimal number is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n2,0x10\n4,200\n8,300\n", 3,
                "-:3:3: error: found \"0x10\"\n"
                "  allowed: a number, such as 1.5\n"
                "  hint: write the number in decimal\n");
}

TEST_CASE("a number beyond double is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n2,1e400\n4,200\n8,300\n", 3,
                "-:3:3: error: found \"1e400\"\n"
                "  allowed: 0, or a number of magnitude 2.3e-308 to 1.7e308\n");
}

TEST_CASE("a number below double is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n2,1e-400\n4,200\n8,300\n", 3,
                "-:3:3: error: found \"1e-400\"\n"
                "  allowed: 0, or a number of magnitude 2.3e-308 to 1.7e308\n");
}

TEST_CASE("N = 0 is refused with exit code 3") {
  check_refused("N,X\n0,64.9\n2,100\n4,200\n8,300\n", 3,
                "-:2:1: error: found \"0\"\n"
                "  allowed: concurrency N above 0\n"
                "  hint: remove rows without a measurement\n");
}

TEST_CASE("N below zero is refused with exit code 3") {
  check_refused("N,X\n-1,64.9\n2,100\n4,200\n8,300\n", 3,
                "-:2:1: error: found \"-1\"\n"
                "  allowed: concurrency N above 0\n"
                "  hint: remove rows without a measurement\n");
}

TEST_CASE("X = 0 is refused with exit code 3") {
  check_refused("N,X\n1,0\n2,100\n4,200\n8,300\n", 3,
                "-:2:3: error: found \"0\"\n"
                "  allowed: throughput X above 0\n"
                "  hint: remove rows without a measurement\n");
}

TEST_CASE("X below zero is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n2,-100\n4,200\n8,300\n", 3,
                "-:3:3: error: found \"-100\"\n"
                "  allowed: throughput X above 0\n"
                "  hint: remove rows without a measurement\n");
}

TEST_CASE("one point is refused with exit code 4") {
  check_refused("N,X\n4,200\n", 4,
                "-: error: found 1 row\n"
                "  allowed: at least 4 rows to fit alpha, beta and gamma\n"
                "  hint: measure more concurrencies, such as 1, 2, 4, 8, 16, 32\n");
}

TEST_CASE("three points is refused with exit code 4") {
  check_refused(
      "N,X\n1,100\n2,190\n4,300\n", 4,
      "-: error: found 3 rows for 3 parameters, which leaves nothing to judge the error by\n"
      "  allowed: at least 4 rows to fit alpha, beta and gamma\n"
      "  hint: measure more concurrencies, such as 1, 2, 4, 8, 16, 32; or, with a row at N = 1, "
      "hold gamma at its throughput: --gamma fixed\n");
}

TEST_CASE("all N equal is refused with exit code 4") {
  check_refused("N,X\n4,200\n4,210\n4,190\n4,205\n", 4,
                "-: error: found 4 rows, all with N = 4\n"
                "  allowed: at least 3 different N to fit alpha, beta and gamma\n"
                "  hint: measure more concurrencies, such as 1, 2, 4, 8, 16, 32; or, with a row at "
                "N = 1, hold gamma at its throughput: --gamma fixed\n");
}

TEST_CASE("two distinct N is refused with exit code 4") {
  check_refused("N,X\n4,200\n4,210\n8,390\n8,405\n8,400\n", 4,
                "-: error: found 5 rows at only 2 different N\n"
                "  allowed: at least 3 different N to fit alpha, beta and gamma\n"
                "  hint: measure more concurrencies, such as 1, 2, 4, 8, 16, 32; or, with a row at "
                "N = 1, hold gamma at its throughput: --gamma fixed\n");
}

TEST_CASE("a row that is cut off is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n18,995.9\n36", 3,
                "-:4: error: found 1 field\n"
                "  allowed: 2 fields, as the header has\n"
                "  hint: the line may be cut off, or a delimiter may be missing\n");
}

TEST_CASE("a quoted field that is not closed is refused with exit code 3") {
  check_refused("N,X\n1,64.9\n18,\"995.9\n36,5\n", 3,
                "-:3:4: error: found a quoted field that is never closed\n"
                "  allowed: a closing \" before the end of the file\n"
                "  hint: the file may be cut off\n");
}

TEST_CASE("words instead of numbers is refused with exit code 3") {
  check_refused("N,X\n1,64.9\ntwo,100\n4,200\n8,300\n", 3,
                "-:3:1: error: found \"two\"\n"
                "  allowed: a number, such as 1.5\n");
}

TEST_CASE("a NUL byte is refused with exit code 3") {
  check_refused(std::string("N,X\n1,64.9\n2,") + '\0' + "100\n4,200\n8,300\n", 3,
                "-:3:3: error: found a NUL byte\n"
                "  allowed: text\n"
                "  hint: the file looks binary; convert it to UTF-8 text\n");
}

TEST_CASE("text that is no measurement is refused with exit code 3") {
  check_refused("The quick brown fox\njumps over the lazy dog.\n", 3,
                "-:1: error: found the columns \"The\", \"quick\", \"brown\", \"fox\"\n"
                "  allowed: at least two of concurrency N, throughput X and latency R\n"
                "  hint: name the columns, for example concurrency,throughput,latency_ms\n");
}

TEST_CASE("JSON that is cut off is refused with exit code 3") {
  check_refused("{\"metrics\": {\"http_reqs\": ", 3,
                "-:1: error: found a format that is not known, beginning \"{\\\"metrics\\\": "
                "{\\\"http_reqs\\\":\"\n"
                "  allowed: CSV, or the output of a load generator that --list-formats names\n"
                "  hint: name the format with --format\n");
}

TEST_CASE("JSON nested 100,000 deep is refused with exit code 3") {
  check_refused(std::string(100'000, '['), 3,
                "-:1: error: found a format that is not known, beginning "
                "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"\n"
                "  allowed: CSV, or the output of a load generator that --list-formats names\n"
                "  hint: name the format with --format\n");
}

TEST_CASE("JSON with a duplicate key is refused with exit code 3") {
  check_refused(
      "{\"a\": 1, \"a\": 2}", 3,
      "-:1: error: found a format that is not known, beginning \"{\\\"a\\\": 1, \\\"a\\\": 2}\"\n"
      "  allowed: CSV, or the output of a load generator that --list-formats names\n"
      "  hint: name the format with --format\n");
}

TEST_CASE("JSON of an unknown kind is refused with exit code 3") {
  check_refused("{\"a\": 1}", 3,
                "-:1: error: found a format that is not known, beginning \"{\\\"a\\\": 1}\"\n"
                "  allowed: CSV, or the output of a load generator that --list-formats names\n"
                "  hint: name the format with --format\n");
}

TEST_CASE("binary data is refused with exit code 3") {
  check_refused(
      "\x7f"
      "ELF\x02\x01",
      3,
      "-:1: error: found the columns \"\\x7fELF\\x02\\x01\"\n"
      "  allowed: at least two of concurrency N, throughput X and latency R\n"
      "  hint: name the columns, for example concurrency,throughput,latency_ms\n");
}

TEST_CASE("a fit.json with a duplicate key is refused with exit code 3") {
  check_fit_refused(
      "{\"schema_version\": 1, \"schema_version\": 1}",
      "-:1:23 (/schema_version): error: found this key a second time in the same object\n"
      "  allowed: each key once\n");
}

TEST_CASE("a fit.json of another schema version is refused with exit code 3") {
  check_fit_refused("{\"schema_version\": 2}",
                    "-:1:20 (/schema_version): error: found schema version 2\n"
                    "  allowed: schema version 1\n"
                    "  hint: fit the measurements again with this uslkit\n");
}

TEST_CASE("a document of another kind is refused with exit code 3") {
  check_fit_refused("{\"schema_version\": 1, \"document\": \"ingest\"}",
                    "-:1:35 (/document): error: found a document of kind \"ingest\"\n"
                    "  allowed: a document of kind \"fit\"\n"
                    "  hint: only `uslkit fit --json` makes one\n");
}

TEST_CASE("a fit.json without its content is refused with exit code 3") {
  check_fit_refused("{\"schema_version\": 1, \"document\": \"fit\"}",
                    "-:1:1: error: found no key \"confidence_level\" in this object\n"
                    "  allowed: an object with \"confidence_level\"\n");
}

TEST_CASE("a fit.json that is cut off is refused with exit code 3") {
  check_fit_refused("{\"schema_version\": 1, \"document\"",
                    "-:1:33: error: found the end of the text inside a JSON value\n"
                    "  allowed: one complete JSON value\n"
                    "  hint: the file may be cut off; write it again to its end\n");
}

TEST_CASE("a fit.json nested 100,000 deep is refused with exit code 3") {
  check_fit_refused("{\"schema_version\": " + std::string(100'000, '['),
                    "-:1:83: error: found nesting 65 levels deep\n"
                    "  allowed: at most 64 levels\n");
}

}  // namespace
}  // namespace uslkit::test
