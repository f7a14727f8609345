#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace uslkit {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr,
               "uslkit: internal error at %s:%d: expected %s\n"
               "  This is a bug in uslkit, not in your data. Please report it with the command.\n",
               file, line, condition);
  std::abort();
}

}  // namespace uslkit
