#include "scenario/extends.h"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace uslkit {
namespace {

// Files for one test, removed with it. Names in messages are shown without the directory.
class Files {
 public:
  explicit Files(const std::string& test)
      : directory_(std::filesystem::temp_directory_path() /
                   fmt::format("uslkit_extends_{}", test)) {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_ / "base");
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  ~Files() { std::filesystem::remove_all(directory_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
  }
  [[nodiscard]] SourcedJson load(const std::string& name) const {
    return load_with_extends((directory_ / name).string(), scenario_migrations());
  }
  [[nodiscard]] std::string error_of(const std::string& name) const {
    try {
      (void)load(name);
    } catch (const InputError& error) {
      return shown(error.what());
    }
    return "";
  }
  [[nodiscard]] std::string shown(std::string text) const {
    const std::string prefix = directory_.string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }

 private:
  std::filesystem::path directory_;
};

TEST_CASE("a file is merged over the one it extends, relative to its own directory") {
  const Files files("merge");
  files.write("base/one.json", R"({"schema": 1, "a": 1, "b": {"c": 1, "d": 2}})");
  files.write("base/two.json", R"({"schema": 1, "extends": "one.json", "b": {"c": 7}})");
  files.write("three.json",
              "{\"schema\": 1, \"extends\": \"base/two.json\",\n \"b\": {\"d\": null}}");
  const SourcedJson json = files.load("three.json");
  CHECK(json.root() == Json::parse(R"({"schema": 1, "a": 1, "b": {"c": 7}})"));
  CHECK(files.shown(json.place_of("/a").text()) == "base/one.json:1:20 (/a)");
  CHECK(files.shown(json.place_of("/b/c").text()) == "base/two.json:1:49 (/b/c)");
}

TEST_CASE("a circle is refused, however its files are spelled, and printed") {
  const Files files("circle");
  files.write("a.json", R"({"schema": 1, "extends": "base/b.json"})");
  files.write("base/b.json", R"({"schema": 1, "extends": "../base/../a.json"})");
  CHECK(files.error_of("a.json") ==
        "base/b.json:1:26 (/extends): error: found a circle: a.json -> base/b.json -> a.json\n"
        "  allowed: files that do not extend themselves");
}

TEST_CASE("a chain of more than eight files is refused and printed") {
  const Files files("chain");
  for (int i = 1; i <= 9; ++i) {
    files.write(fmt::format("{}.json", i),
                i == 9 ? R"({"schema": 1})"
                       : fmt::format(R"({{"schema": 1, "extends": "{}.json"}})", i + 1));
  }
  CHECK(files.error_of("2.json").empty());
  CHECK(files.error_of("1.json") ==
        "8.json:1:26 (/extends): error: found a chain of 9 files: 1.json -> 2.json -> 3.json -> "
        "4.json -> 5.json -> 6.json -> 7.json -> 8.json -> 9.json\n"
        "  allowed: at most 8 files");
}

TEST_CASE("a file that cannot be extended is reported where it is named") {
  const Files files("missing");
  files.write("a.json", R"({"schema": 1, "extends": "nowhere.json"})");
  files.write("b.json", R"({"schema": 1, "extends": 7})");
  CHECK(files.error_of("a.json").starts_with("a.json:1:26 (/extends): error: found \""));
  CHECK(files.error_of("b.json") ==
        "b.json:1:26 (/extends): error: found 7\n  allowed: the name of a scenario file");
}

}  // namespace
}  // namespace uslkit
