#!/usr/bin/env python3
"""Each rule of scripts/check_tidy.py finds its violation, and a clean tree has no finding."""
import importlib.util
import pathlib
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check_tidy.py"
spec = importlib.util.spec_from_file_location("check_tidy", SCRIPT)
check_tidy = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_tidy)


def findings_of(files):
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return list(check_tidy.findings(root))


class HouseRules(unittest.TestCase):
    def test_a_clean_tree_has_no_finding(self):
        self.assertEqual(findings_of({"src/fit/a.cc": '#include "model/usl.h"\n#include "fit/b.h"\n'}), [])

    def test_an_include_that_looks_up_is_found(self):
        found = findings_of({"src/model/a.cc": '#include "fit/fit_usl.h"\n'})
        self.assertEqual(found, ["src/model/a.cc:1: model (floor 1) includes fit (floor 4)"])

    def test_an_include_of_a_sibling_room_is_found(self):
        self.assertEqual(len(findings_of({"src/sim/a.cc": '#include "fit/fit_usl.h"\n'})), 1)

    def test_an_include_without_its_room_is_found(self):
        self.assertEqual(len(findings_of({"src/fit/a.cc": '#include "refit.h"\n'})), 1)

    def test_an_unknown_room_is_found(self):
        self.assertEqual(len(findings_of({"src/utils/a.cc": "int x;\n"})), 1)

    def test_clocks_sleeps_and_chance_are_found_but_not_in_comments(self):
        for call in ("std::chrono::steady_clock::now();", "std::random_device d;", "usleep(3);",
                     'getenv("HOME");', "rand();"):
            self.assertEqual(len(findings_of({"src/fit/a.cc": call + "\n"})), 1, call)
        self.assertEqual(findings_of({"src/fit/a.cc": "// never rand()\n"}), [])

    def test_shape(self):
        self.assertEqual(len(findings_of({"src/fit/a.h": "int x;\n"})), 1)
        self.assertEqual(len(findings_of({"src/fit/a.cc": "x" * 101 + "\n"})), 1)
        self.assertEqual(len(findings_of({"src/fit/a.cc": "int x; \n"})), 1)

    def test_a_tree_without_source_is_a_finding(self):
        self.assertEqual(len(findings_of({})), 1)


if __name__ == "__main__":
    unittest.main()
