#!/usr/bin/env python3
"""Regenerates every quoted output and every picture of README.md and docs/, or checks them.

    scripts/update_docs.py BUILD/src/cli            rewrite them
    scripts/update_docs.py --check BUILD/src/cli    fail where one is stale (run by ctest)

In a Markdown file

    <!-- output: uslkit fit data/cisco_mysql.csv | head -n 20 -->

is followed by a fenced block that holds what this shell line prints on stdout and stderr, and

    <!-- picture: uslkit plot fit.json -o docs/pictures/usl.svg -->

makes the file after `-o` (or `--plot`). Some files are written by the program as a whole: GENERATED. Lines run in the root of the repository with the program first on PATH and
in one scratch directory, $SCRATCH, so that a later line can read what an earlier one wrote.
Standard library only.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"<!-- (output|picture): (.*?) -->\n(?:(```[a-z]*\n)(.*?)(```\n))?", re.DOTALL)
SECONDS = 60
# file -> the shell line that prints it
GENERATED = {"docs/schemas/scenario.schema.json": "uslkit schema scenario",
             "docs/scenario-reference.md": "uslkit schema scenario --reference",
             "docs/schemas/claims.schema.json": "uslkit schema claims",
             "docs/claims-reference.md": "uslkit schema claims --reference",
             "docs/audit-functions.md": "uslkit audit --list-functions --markdown",
             "docs/papers-audit.md": "uslkit audit data/claims/a2_paper.json --markdown --quiet",
             "docs/schemas/request.schema.json": "uslkit schema request",
             "docs/request-reference.md": "uslkit schema request --reference",
             "docs/schemas/catalogue.schema.json": "uslkit schema catalogue"}


def run(line, environment):
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, env=environment, timeout=SECONDS,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode("utf-8"), done.returncode


def output_of(line, environment):
    text, _ = run(line, environment)
    text = text.replace(environment["SCRATCH"] + "/", "")
    return "\n".join(part.rstrip() for part in text.splitlines()) + "\n"


def picture_finding(line, environment, check):
    target = ROOT / re.search(r"(?:-o|--plot|--pareto) (\S+)", line).group(1)
    before = target.read_bytes() if target.exists() else b""
    text, code = run(line, environment)
    after = target.read_bytes() if target.exists() else b""
    if check:
        target.write_bytes(before) if before else target.unlink(missing_ok=True)
    if code != 0:
        return f"{line}: exit code {code}: {text.strip()}"
    return f"{line}: the picture is stale" if before != after else None


def refresh(path, environment, check):
    findings = []
    text = path.read_text(encoding="utf-8")

    def replace(match):
        kind, line, opening, quoted, closing = match.groups()
        if kind == "picture":
            finding = picture_finding(line, environment, check)
            if finding:
                findings.append(finding)
            return match.group(0)
        fresh = output_of(line, environment)
        if quoted is None:
            opening, quoted, closing = "```text\n", "", "```\n"
        if fresh != quoted:
            findings.append(f"{path.relative_to(ROOT)}: stale output of: {line}")
        return f"<!-- output: {line} -->\n{opening}{fresh}{closing}"

    fresh_text = BLOCK.sub(replace, text)
    if not check and fresh_text != text:
        path.write_text(fresh_text, encoding="utf-8")
    return len(BLOCK.findall(text)), findings


def refresh_generated(name, line, environment, check):
    path = ROOT / name
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    fresh, code = run(line, environment)
    if code != 0:
        return [f"{line}: exit code {code}: {fresh.strip()}"]
    if fresh == before:
        return []
    if not check:
        path.write_text(fresh, encoding="utf-8")
    return [f"{name}: stale; it is the output of: {line}"]


def main():
    arguments = [a for a in sys.argv[1:] if a != "--check"]
    check = "--check" in sys.argv[1:]
    if len(arguments) != 1:
        print(__doc__)
        return 2
    program = pathlib.Path(arguments[0]).resolve()
    blocks = 0
    findings = []
    with tempfile.TemporaryDirectory() as scratch:
        environment = dict(os.environ, PATH=f"{program}:{os.environ['PATH']}", SCRATCH=scratch,
                           COLUMNS="80", NO_COLOR="1", LC_ALL="C.UTF-8")
        for name, line in GENERATED.items():
            blocks += 1
            findings += refresh_generated(name, line, environment, check)
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
            count, found = refresh(path, environment, check)
            blocks += count
            findings += found
    for finding in findings:
        print(finding)
    print(f"{blocks} outputs and pictures, {len(findings)} {'stale' if check else 'renewed'}")
    return 1 if blocks == 0 or (check and findings) else 0


if __name__ == "__main__":
    sys.exit(main())
