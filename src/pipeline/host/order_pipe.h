// OrderPipe: a named pipe through which orders for the consumers come, a line each.
//
//   uslkit serve-pipeline s.json --orders /run/shop/orders &
//   echo 'kill 0.5' > /run/shop/orders
//
// A pipe and not a port: who may give orders is whom the file's owner and mode (0600) let write,
// and no web page can reach it. Life cycle: the constructor makes the pipe, or takes one that is
// there; the destructor removes what it made. Callbacks come from one thread of its own.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "pipeline/host/consumer_order.h"

namespace uslkit {

class OrderPipe {
 public:
  struct Callbacks {
    std::function<void(const ConsumerOrder&)> on_order{};
    std::function<void(const std::string& message)> on_bad_line{};
  };
  // Throws InputError where `path` is something else than a pipe, or cannot be made or opened.
  OrderPipe(std::string path, Callbacks callbacks);
  ~OrderPipe();
  OrderPipe(const OrderPipe&) = delete;
  OrderPipe& operator=(const OrderPipe&) = delete;

 private:
  void run();
  void take(std::string_view bytes);
  void obey(std::string_view line);

  const std::string path_;
  const Callbacks callbacks_;
  bool is_made_ = false;
  int pipe_ = -1;
  int end_ = -1;  // an eventfd: the destructor has begun
  std::string line_;
  bool is_overlong_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace uslkit
