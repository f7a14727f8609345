#!/usr/bin/env python3
"""scripts/group_files.py: files that use one name for two helpers are never compiled together."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "group_files.py"


def file_with(helpers):
    return "\n".join(["namespace uslkit {", "namespace {", "", helpers, "", "}  // namespace",
                      "}  // namespace uslkit", ""])


def groups_of(largest, **files):
    with tempfile.TemporaryDirectory() as directory:
        for name, helpers in files.items():
            (pathlib.Path(directory) / name).write_text(file_with(helpers), encoding="utf-8")
        paths = [str(pathlib.Path(directory) / name) for name in files]
        said = subprocess.run([sys.executable, str(SCRIPT), str(largest), *paths],
                              capture_output=True, text=True, check=True).stdout
        return [[pathlib.Path(path).name for path in line.split(";")] for line in said.splitlines()]


class Groups(unittest.TestCase):
    def test_files_stay_together_up_to_the_largest_group(self):
        files = {"x": "int a() { return 1; }", "y": "int b() { return 1; }", "z": "int c();"}
        self.assertEqual(groups_of(6, **files), [["x", "y", "z"]])
        self.assertEqual(groups_of(2, **files), [["x", "y"], ["z"]])

    def test_one_name_for_two_helpers_parts_their_files(self):
        for first, second in [
                ("int a();", "std::string a(int n,\n              int m) {\n}"),
                ("constexpr int kMost = 3;", "constexpr double kMost{3};"),
                ("struct Row {\n  int n;\n};", "using Row = int;"),
                ("[[noreturn]] void refuse(int why) {\n}",
                 "template <typename T>\nvoid refuse(T why) {\n}"),
                ("const std::map<int, int> kOf{{1, 2}};", "enum class kOf { none };")]:
            self.assertEqual(groups_of(6, x=first, y=second, z="int other();"), [["x", "z"], ["y"]])

    def test_a_name_in_a_text_a_comment_or_a_function_is_no_helper(self):
        inside = 'int b() {\n  int a = 1;\n}\n// int a();\nconst char* kText = "int a() {";'
        self.assertEqual(groups_of(6, x="int a();", y=inside), [["x", "y"]])


if __name__ == "__main__":
    unittest.main()
