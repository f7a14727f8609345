#include "cli/input_text.h"

#include <utility>

#include <fmt/format.h>

#include "base/byte_source.h"
#include "cli/exit_code.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostBytes = 16u << 20;

}  // namespace

InputText open_one_input(const std::vector<std::string>& files, const InputKind& kind,
                         const Talk& talk) {
  if (files.size() != 1) {
    throw UsageError(
        {.place = {.source = kind.command},
         .found = fmt::format("{} {} files", files.empty() ? "no" : "several", kind.name),
         .allowed = fmt::format("one {} file, or - for standard input", kind.name),
         .hint = fmt::format("{} --help shows examples", kind.command)});
  }
  return open_input(files.front(), kind, talk);
}

InputText open_input(const std::string& file, const InputKind& kind, const Talk& talk) {
  if (file == "-") {
    if (stdin_is_terminal()) {
      throw UsageError({.place = {.source = kind.command},
                        .found = fmt::format("no {}, and standard input is a terminal", kind.name),
                        .allowed = fmt::format("a {} file, or one on standard input", kind.name),
                        .hint = fmt::format("{} --help shows examples", kind.command)});
    }
    talk.detail("reading standard input");
  }
  ByteSource source = ByteSource::open(file);
  InputText result;
  result.text = source.read_all(kMostBytes);
  result.source = {.name = file,
                   .format = "uslkit " + kind.name,
                   .sha256 = source.sha256(),
                   .bytes = source.bytes(),
                   .rows = 1};
  return result;
}

Option setting_option(std::string names, std::string value_name, std::string pointer,
                      std::vector<std::string>& sets, std::string help) {
  Option option{
      .names = std::move(names), .value_name = std::move(value_name), .help = std::move(help)};
  option.set = [pointer = std::move(pointer), &sets](const std::string& text) {
    sets.push_back(pointer + "=" + text);
  };
  return option;
}

}  // namespace uslkit
