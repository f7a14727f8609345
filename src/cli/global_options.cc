#include "cli/command.h"
#include "cli/generate.h"

namespace uslkit {

std::vector<Option> global_options(GlobalOptions& target) {
  return {flag_option("-h,--help", target.help, "Show help"),
          flag_option("--version", target.version, "Show version, build and libraries"),
          choice_option("--generate", generate_choices(), target.generate,
                        "Print a man page or a shell completion")};
}

}  // namespace uslkit
