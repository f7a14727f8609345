#include "page/junit.h"

#include <algorithm>

#include <fmt/format.h>

#include "page/markup_text.h"

namespace uslkit {
namespace {

constexpr std::size_t kMostNameCells = 500;

std::string attribute(const std::string& text) { return markup_text(text, kMostNameCells); }

std::size_t failures_in(const std::vector<const Check*>& checks) {
  return static_cast<std::size_t>(
      std::count_if(checks.begin(), checks.end(), [](const Check* check) { return !check->kept; }));
}

std::string testcase(const Check& check) {
  std::string text = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n",
                                 attribute(check.suite), attribute(check.name));
  const std::string found = fmt::format("found {}", check.found);
  if (check.kept) {
    text += fmt::format("      <system-out>{}</system-out>\n", markup_text(found));
  } else {
    text += fmt::format("      <failure message=\"{}\">{}</failure>\n", attribute(found),
                        markup_text(check.detail.empty() ? found : check.detail));
  }
  return text + "    </testcase>\n";
}

std::string testsuite(const std::string& name, const std::vector<const Check*>& checks) {
  std::string text = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\" "
      "time=\"0\">\n",
      attribute(name), checks.size(), failures_in(checks));
  for (const Check* check : checks) text += testcase(*check);
  return text + "  </testsuite>\n";
}

}  // namespace

std::string junit_xml(const std::vector<Check>& checks) {
  std::vector<std::string> suites;
  std::vector<const Check*> all;
  for (const Check& check : checks) {
    all.push_back(&check);
    if (std::find(suites.begin(), suites.end(), check.suite) == suites.end()) {
      suites.push_back(check.suite);
    }
  }
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"uslkit\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"0\">\n",
      all.size(), failures_in(all));
  for (const std::string& suite : suites) {
    std::vector<const Check*> members;
    std::copy_if(all.begin(), all.end(), std::back_inserter(members),
                 [&suite](const Check* check) { return check->suite == suite; });
    text += testsuite(suite, members);
  }
  return text + "</testsuites>\n";
}

}  // namespace uslkit
