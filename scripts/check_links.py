#!/usr/bin/env python3
"""Every link of the Markdown pages leads somewhere, and every picture is shown somewhere (run by ctest).

    scripts/check_links.py [ROOT]    exit code 1 and one line per finding

Looked at: links and pictures to files of this repository, and to headings of Markdown pages. Not looked
at: addresses on the web, code blocks. Standard library only.
"""
import pathlib
import re
import sys

CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def pages(root):
    return [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md"))]


def anchors(page):
    """The fragments that a code host gives the headings of a page."""
    found = set()
    for heading in HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        name = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        repeated = sum(1 for other in found if re.fullmatch(re.escape(name) + r"(-\d+)?", other))
        found.add(f"{name}-{repeated}" if repeated else name)
    return found


def findings_of(page, root, shown):
    findings = []
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, fragment = target.partition("#")
        reached = (page.parent / file).resolve() if file else page
        shown.add(reached)
        name = page.relative_to(root)
        if not reached.exists():
            findings.append(f"{name}: there is no {target}")
        elif fragment and reached.suffix == ".md" and fragment not in anchors(reached):
            findings.append(f"{name}: no heading for {target}")
    return findings


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1])
    root = root.resolve()
    shown = set()
    findings = []
    checked = pages(root)
    for page in checked:
        findings += findings_of(page, root, shown)
    for picture in sorted((root / "docs/pictures").rglob("*")):
        if picture.is_file() and picture.resolve() not in shown:
            findings.append(f"{picture.relative_to(root)}: no page shows it")
    for finding in findings:
        print(finding)
    print(f"{len(checked)} pages, {len(findings)} findings")
    return 1 if findings or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
