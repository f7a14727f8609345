#include "report/report_section.h"

#include <doctest/doctest.h>

namespace uslkit {

TEST_CASE("no sentence and no drawing can leave its place in a Markdown report") {
  const ReportSection section{
      .name = "x",
      .heading = "# a <b>",
      .sentences = {"# not a heading", "~~not struck~~ ``` [no link](http://x)"},
      .footnotes = {"*plain*"}};
  CHECK(section_markdown(section, "") ==
        "## \\# a \\<b\\>\n\n"
        "- \\# not a heading\n"
        "- \\~\\~not struck\\~\\~ \\`\\`\\` \\[no link\\](http://x)\n\n"
        "- \\*plain\\*\n");
  const ReportSection drawn{.name = "x", .heading = "x", .chart = true};
  CHECK(section_markdown(drawn, "line\n") == "## x\n\n```text\nline\n```\n");
  CHECK(section_markdown(drawn, "````\n<script>\n") ==
        "## x\n\n`````text\n````\n<script>\n`````\n");
}

}  // namespace uslkit
