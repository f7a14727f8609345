#!/usr/bin/env python3
"""Groups the files of one target so that the compiler can take each group at once (unity build).

    scripts/group_files.py LARGEST FILE...    prints one group a line, files separated by semicolons

Files of one group share one translation unit, so that two of them must not use the same name for
different helpers in their unnamed namespaces: such files go to different groups. Run by
cmake/uslkit.cmake where USLKIT_UNITY is on. Standard library only.
"""
import re
import sys

UNNAMED = re.compile(r"^namespace \{\n(.*?)^\}  // namespace$", re.DOTALL | re.MULTILINE)
TEXT = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"')
# Layout is clang-format's: what a namespace holds begins in the first column.
TYPE = re.compile(r"(?:struct|class|enum(?: class)?|union|using) (\w+)")
VALUE = re.compile(r"[\w:\[\]][^()={;]*?[ *&>](\w+) ?[(={;\[]")


def helper_names(source):
    names = set()
    for body in UNNAMED.findall(source):
        for line in TEXT.sub("", body).splitlines():
            found = TYPE.match(line) or VALUE.match(line)
            if found and not line.startswith(("TEST_CASE", "using namespace")):
                names.add(found.group(1))
    return names


def grouped(files, largest):
    groups = []  # (files, names)
    for file in files:
        with open(file, encoding="utf-8") as source:
            names = helper_names(source.read())
        for members, taken in groups:
            if len(members) < largest and not names & taken:
                members.append(file)
                taken |= names
                break
        else:
            groups.append(([file], names))
    return [members for members, _ in groups]


def main():
    for members in grouped(sys.argv[2:], int(sys.argv[1])):
        print(";".join(members))


if __name__ == "__main__":
    main()
