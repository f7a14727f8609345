// PrivateService: a Redis or Kafka of this test program's own, by scripts/services/<name>.sh.
//
// Started when constructed, stopped when destroyed. Where none can be had, `why_not` says why.
#pragma once

#include <string>

namespace uslkit::test {

class PrivateService {
 public:
  // `settings`: "name=value name=value", passed to the server.
  explicit PrivateService(std::string name, std::string settings = {});
  ~PrivateService();
  PrivateService(const PrivateService&) = delete;
  PrivateService& operator=(const PrivateService&) = delete;

  [[nodiscard]] bool is_there() const { return !url_.empty(); }
  [[nodiscard]] const std::string& why_not() const { return why_not_; }
  [[nodiscard]] const std::string& url() const { return url_; }  // "redis://127.0.0.1:27001"
  [[nodiscard]] std::string host() const;
  [[nodiscard]] int port() const;
  // A name for a log that nobody had before.
  [[nodiscard]] std::string new_name();
  void crash();    // by SIGKILL
  void restart();  // on the same port, with recovery

 private:
  std::string name_;
  std::string settings_;
  std::string directory_;
  std::string url_;
  std::string why_not_;
  int names_ = 0;
};

}  // namespace uslkit::test
