#!/usr/bin/env python3
"""What hostile names become in Markdown, as a reader of GitHub's sees it: text, and nothing that acts.

    hostile_markdown_test.py USLKIT    (from the root of the repository)

Every Markdown output is rendered by markdown-it, with HTML allowed, and may hold no tag but those of its own layout,
no link, no picture and no control character.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from markdown_it import MarkdownIt

# The page's own tags; whoever is named cannot add to them.
LAYOUT = {"h1", "h2", "h3", "h4", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "pre", "code", "details",
          "summary"}
FORMULA_AND_MARKUP = "=1+1<script>alert(1)</script>\"'|```\x1b[31m\n\u202e@x [a](javascript:alert(1))"
PICTURE_AND_COMMENT = "![i](http://x/y.png) *b* _c_ <img src=x onerror=alert(1)> <!-- & &lt; # `c`"

FILE_NAME = "=1<script>alert(1)`[a](javascript:alert(1))<img src=x onerror=alert(1)>.csv"


def scenario():
    return {"schema": 1, "name": FORMULA_AND_MARKUP + PICTURE_AND_COMMENT, "note": PICTURE_AND_COMMENT, "duration": "10s",
            "traffic": {"classes": [{"name": FORMULA_AND_MARKUP, "rate": "200/s"},
                                    {"name": PICTURE_AND_COMMENT, "rate": "300/s"}]},
            "ingress": {"servers": 1, "validation": {"kind": "exponential", "mean": "1ms"},
                        "admission": [{"kind": "token_bucket", "rate": "300/s", "burst": 10}]},
            "log": {"partitions": 4}, "consumers": {"count": 2, "batch_size": 10, "batch": {"t0": "20ms"}}}


def check(name, markdown):
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    tags = set(re.findall(r"<[/!]?([a-zA-Z][a-zA-Z0-9]*)", html))
    faults = [f"the tag <{tag}>" for tag in sorted(tags - LAYOUT)]
    faults += [f"{piece!r}" for piece in ("\x1b", "\u202e", "<!--") if piece in html]
    faults += [f"the attribute {found}" for found in re.findall(r"<[^>]*\b(href|src|on\w+)=", html)]
    if "alert(1)" not in html:
        faults.append("no name at all, so that nothing was checked")
    if faults:
        sys.exit(f"{name} holds {', '.join(faults)}:\n{html[:2000]}")
    print(f"{name}: tame")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())

    def run(*arguments):
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"uslkit {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: str(pathlib.Path(folder, name))
        pathlib.Path(at("hostile.json")).write_text(json.dumps(scenario()), encoding="utf-8")
        data = at(FILE_NAME)
        shutil.copy("data/cisco_mysql.csv", data)
        fit = ["fit", data, "--name", PICTURE_AND_COMMENT]
        run("simulate", at("hostile.json"), "-q", "-o", at("run.json"))
        run(*fit, "-q", "-o", at("fit.json"))
        check("simulate --markdown", run("simulate", at("hostile.json"), "-q", "--markdown", "--verbose"))
        check("fit --markdown", run(*fit, "-q", "--markdown", "--verbose"))
        run("report", at("fit.json"), at("run.json"), "--title", FORMULA_AND_MARKUP, "-o", at("report.md"))
        check("report", pathlib.Path(at("report.md")).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
