#include "tests/pipeline/store/private_postgres.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <stdlib.h>

namespace uslkit::store_test {
namespace {

struct Answer {
  std::string text;
  int code = 0;
};

// Nothing in the arguments comes from outside this file and mkdtemp.
Answer service(const char* command, const std::string& directory) {
  const std::string line =
      std::string("scripts/services/postgres.sh ") + command + " '" + directory + "' 2>&1";
  FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return {"cannot start a shell", 69};
  Answer answer;
  std::array<char, 512> part{};
  while (fgets(part.data(), static_cast<int>(part.size()), pipe) != nullptr) {
    answer.text += part.data();
  }
  const int status = pclose(pipe);
  answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  while (!answer.text.empty() && answer.text.back() == '\n') answer.text.pop_back();
  return answer;
}

}  // namespace

PrivatePostgres& PrivatePostgres::shared() {
  static PrivatePostgres server;
  return server;
}

PrivatePostgres::PrivatePostgres() {
  std::string pattern = (std::filesystem::temp_directory_path() / "uslkit-pg-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch directory");
  // The server may run as another user and must be able to come through.
  std::filesystem::permissions(pattern, std::filesystem::perms(0711));
  directory_ = pattern;
  const Answer answer = service("start", directory_ + "/pg");
  if (answer.code == 0) {
    url_ = answer.text;
  } else if (answer.code == 69) {
    std::fprintf(stderr, "skipped: %s\n", answer.text.c_str());
  } else {
    throw std::runtime_error("postgres.sh start: " + answer.text);
  }
}

PrivatePostgres::~PrivatePostgres() {
  if (is_there()) (void)service("stop", directory_ + "/pg");
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string PrivatePostgres::new_schema() { return "test " + std::to_string(++schemas_); }

void PrivatePostgres::crash() {
  const Answer answer = service("crash", directory_ + "/pg");
  if (answer.code != 0) throw std::runtime_error("postgres.sh crash: " + answer.text);
}

void PrivatePostgres::restart() {
  const Answer answer = service("start", directory_ + "/pg");
  if (answer.code != 0) throw std::runtime_error("postgres.sh start: " + answer.text);
}

}  // namespace uslkit::store_test
