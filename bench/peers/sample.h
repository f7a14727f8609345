// What each C++ peer prints, in one line of JSON, and how it counts its CPU time.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace peer {

inline double cpu_seconds() {
  return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

struct Sample {
  const char* model = "";
  long long requests = 0;
  double cpu_s = 0;
  double sum_us = 0;  // of the times from arrival to the end of the way
};

inline void print(const Sample& sample) {
  const double requests = static_cast<double>(sample.requests);
  std::printf(
      "{\"model\": \"%s\", \"requests\": %lld, \"cpu_s\": %.6f, \"requests_per_s\": %.0f, "
      "\"mean_us\": %.4f}\n",
      sample.model, sample.requests, sample.cpu_s, requests / sample.cpu_s,
      sample.sum_us / requests);
}

}  // namespace peer
