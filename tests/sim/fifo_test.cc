#include "sim/fifo.h"

#include <deque>

#include <doctest/doctest.h>

#include "base/random.h"

namespace {

using uslkit::Fifo;

}  // namespace

TEST_CASE("a fifo gives what a deque gives, through growth and around the end of its ring") {
  uslkit::Random random(1, "fifo");
  Fifo<int> fifo;
  std::deque<int> model;
  for (int i = 0; i < 20'000; ++i) {
    if (random.uniform() < (i % 2000 < 1000 ? 0.6 : 0.4)) {
      fifo.push(i);
      model.push_back(i);
    } else if (!model.empty()) {
      REQUIRE(fifo.front() == model.front());
      REQUIRE(fifo.pop() == model.front());
      model.pop_front();
    }
    REQUIRE(fifo.size() == model.size());
    REQUIRE(fifo.empty() == model.empty());
    if (i % 97 == 0) {
      for (std::size_t k = 0; k < model.size(); ++k) REQUIRE(fifo.at(k) == model[k]);
    }
  }
}

TEST_CASE("a fifo's memory is the power of two that it needed most, at least 16 places") {
  Fifo<char> fifo;
  CHECK(fifo.bytes() == 0);
  for (int i = 0; i < 17; ++i) fifo.push('x');
  CHECK(fifo.bytes() == 32);
  while (!fifo.empty()) static_cast<void>(fifo.pop());
  CHECK(fifo.ssize() == 0);
  CHECK(fifo.bytes() == 32);
}
