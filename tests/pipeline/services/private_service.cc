#include "tests/pipeline/services/private_service.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <stdlib.h>

namespace uslkit::test {
namespace {

struct Answer {
  std::string text;
  int code = 0;
};

// Nothing in the arguments comes from outside the tests and mkdtemp.
Answer service(const std::string& name, const char* command, const std::string& directory,
               const std::string& settings) {
  const std::string line = "SETTINGS='" + settings + "' scripts/services/" + name + ".sh " +
                           command + " '" + directory + "' 2>&1";
  FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return {"cannot start a shell", 77};
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

void demand(const Answer& answer, const char* what) {
  if (answer.code != 0) throw std::runtime_error(std::string(what) + ": " + answer.text);
}

}  // namespace

PrivateService::PrivateService(std::string name, std::string settings)
    : name_(std::move(name)), settings_(std::move(settings)) {
  std::string pattern =
      (std::filesystem::temp_directory_path() / ("uslkit-" + name_ + "-XXXXXX")).string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch directory");
  directory_ = pattern;
  const Answer answer = service(name_, "start", directory_, settings_);
  if (answer.code == 77) why_not_ = answer.text;
  if (answer.code == 77) return;
  demand(answer, "start");
  url_ = answer.text;
}

PrivateService::~PrivateService() {
  if (is_there()) (void)service(name_, "stop", directory_, settings_);
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string PrivateService::host() const {
  const std::size_t begin = url_.find("://") + 3;
  return url_.substr(begin, url_.rfind(':') - begin);
}

int PrivateService::port() const { return std::stoi(url_.substr(url_.rfind(':') + 1)); }

std::string PrivateService::new_name() { return "test-" + std::to_string(++names_); }

void PrivateService::crash() { demand(service(name_, "crash", directory_, settings_), "crash"); }

void PrivateService::restart() { demand(service(name_, "start", directory_, settings_), "start"); }

}  // namespace uslkit::test
