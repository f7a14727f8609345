#include "page/markup_text.h"

#include "doctest/doctest.h"

namespace uslkit {

TEST_CASE("no character of a text can be markup") {
  CHECK(markup_text("<b>\"x\" & 'y'</b>") == "&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;");
  CHECK(markup_text("") == "");
  CHECK(markup_text("naïve 60 % N*") == "naïve 60 % N*");
}

TEST_CASE("a command between backticks becomes code, and cannot open a tag") {
  CHECK(markup_sentence("run `uslkit next` or `x`.") ==
        "run <code>uslkit next</code> or <code>x</code>.");
  CHECK(markup_sentence("a lone ` stays") == "a lone ` stays");
  CHECK(markup_sentence("```") == "<code></code>`");
  CHECK(markup_sentence("`<script>`") == "<code>&lt;script&gt;</code>");
}

TEST_CASE("control characters and what is not UTF-8 are replaced, so that XML stays well-formed") {
  const std::string text = markup_text(std::string("a\0b\x1b[31m\xff", 9));
  CHECK(text ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD[31m\xEF\xBF\xBD");
}

TEST_CASE("a long text is cut before it is escaped, so that no reference is cut in two") {
  const std::string text = markup_text(std::string(100, '<'), 10);
  CHECK(text == "&lt;&lt;&lt;&lt;&lt;&lt;&lt;...");
}

TEST_CASE("JSON in a script block can neither end the block nor begin a comment") {
  const std::string data = script_data("\"</script><!-- <script> ]]> &amp;\"");
  CHECK(data.find('<') == std::string::npos);
  CHECK(data.find('>') == std::string::npos);
  CHECK(data.find("\\u003c/script\\u003e") != std::string::npos);
}

}  // namespace uslkit
