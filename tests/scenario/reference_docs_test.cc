#include "scenario/reference_docs.h"

#include <doctest/doctest.h>

#include "tests/scenario/shop.h"

namespace uslkit {
namespace {

TEST_CASE("the reference has one table per object, its kinds below it") {
  CHECK(reference_markdown(shape_of<Trouble>()) == R"(## trouble

What goes wrong.

| field | type | range | default | meaning |
|---|---|---|---|---|
| `note` | text |  | empty | For people |
| `at` | duration | at least 0s | **required** | When it starts |

The key `kind` says which one it is: `loss`, `slow`. Its fields stand beside those above.

### trouble: `"kind": "loss"`

A broker is gone.

| field | type | range | default | meaning |
|---|---|---|---|---|
| `broker` | whole number | at least 0 | **required** | Which one |

### trouble: `"kind": "slow"`

Everything takes longer.

| field | type | range | default | meaning |
|---|---|---|---|---|
| `factor` | number | above 1 and at most 1000 | `2` | By how much |
)");
}

TEST_CASE("sections link to each other, list words and explain shorthands") {
  const std::string text = reference_markdown(shape_of<Shop>());
  CHECK(text.starts_with("## shop\n\nA shop | with everything.\n"));
  CHECK(text.find("| `till` | [till](#till) |  | `{\"count\":3,\"time\":{\"kind\":\"spread\","
                  "\"mean\":\"7ms\",\"cv\":0.1}}` | At the exit |") != std::string::npos);
  CHECK(text.find("| `colour` | word | `red`, `green` | `red` | Of the door |") !=
        std::string::npos);
  CHECK(text.find("- `green`: Like a frog\n") != std::string::npos);
  CHECK(text.find("A bare duration stands for the kind `fixed` with this `mean`.") !=
        std::string::npos);
  CHECK(text.find("| `weights` | list of number | at most 3 elements, each above 0 | `[1,2]` |") !=
        std::string::npos);
  CHECK(text.find("| `parts` | list of [load](#load) | 1 to 4 elements |") != std::string::npos);
}

}  // namespace
}  // namespace uslkit
