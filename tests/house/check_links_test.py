#!/usr/bin/env python3
"""scripts/check_links.py finds what leads nowhere, and only that."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check_links.py"
WHOLE = {"README.md": "[how](docs/a.md#the-way-of-a-fit) [web](https://example.org/x)\n"
                      "![one](docs/pictures/one.svg)\n```\n[not](a/link)\n```\n",
         "docs/a.md": "# A\n## The way of a `fit`\n[back](../README.md)\n",
         "docs/pictures/one.svg": "<svg/>"}


def findings_of(changes):
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for path, text in {**WHOLE, **changes}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, SCRIPT, root], stdout=subprocess.PIPE, check=False)
        lines = done.stdout.decode().splitlines()
        return lines[:-1], done.returncode


class Links(unittest.TestCase):
    def test_whole_pages_have_no_finding(self):
        self.assertEqual(findings_of({}), ([], 0))

    def test_a_file_that_is_not_there(self):
        self.assertEqual(findings_of({"docs/b.md": "[x](c.md)"}), (["docs/b.md: there is no c.md"], 1))

    def test_a_heading_that_is_not_there(self):
        self.assertEqual(findings_of({"docs/b.md": "[x](a.md#gone)"}),
                         (["docs/b.md: no heading for a.md#gone"], 1))

    def test_a_picture_that_no_page_shows(self):
        self.assertEqual(findings_of({"docs/pictures/two.png": ""}),
                         (["docs/pictures/two.png: no page shows it"], 1))


if __name__ == "__main__":
    unittest.main()
