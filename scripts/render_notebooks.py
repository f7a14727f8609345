#!/usr/bin/env python3
"""Executes notebooks and keeps them readable: docs/notebooks/NAME.md with its pictures.

    PYTHONPATH=build/release/python scripts/render_notebooks.py [NOTEBOOK...]           writes the pages
    PYTHONPATH=build/release/python scripts/render_notebooks.py --check [NOTEBOOK...]   compares, for ctest

Fails where a cell raises (their last cells assert what they claim), where a page is not what it would be today, and
where a notebook carries outputs, which belong to the page. Needs nbclient, nbconvert and ipykernel.
"""
import argparse
import os
import pathlib
import re
import sys

import nbclient
import nbconvert
import nbformat

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "notebooks"
SECONDS = 300  # for one cell, on a busy machine
HEAD = ("<!-- Written by scripts/render_notebooks.py from notebooks/{name}.ipynb, which is the source. -->\n\n")


def stripped_faults(path, notebook):
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
            return [f"{path}: cell {number} carries outputs; strip them: jupyter nbconvert --clear-output --inplace {path}"]
    return []


def executed(path):
    """The notebook with its outputs; those of stderr are no part of it."""
    notebook = nbformat.read(path, as_version=4)
    faults = stripped_faults(path, notebook)
    os.environ["COLUMNS"] = "100"  # reports are as wide as the terminal, which a page has none of
    nbclient.NotebookClient(notebook, timeout=SECONDS, kernel_name="python3",
                            resources={"metadata": {"path": str(ROOT)}}).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [each for each in cell.outputs if each.get("name") != "stderr"]
    return notebook, faults


def titles_of(notebook):
    """What each picture shows, in order: the text form of a plot says it."""
    titles = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/svg+xml" in data:
                titles.append(re.sub(r"^<uslkit plot: (.*)>$", r"\1", data.get("text/plain", "plot")))
    return titles


def page_of(name, notebook):
    """{file name: bytes} of the page and its pictures."""
    exporter = nbconvert.MarkdownExporter()
    text, resources = exporter.from_notebook_node(
        notebook, resources={"unique_key": name, "output_files_dir": f"{name}_files"})
    titles = iter(titles_of(notebook))
    text = re.sub(r"!\[svg\]\(", lambda match: f"![{next(titles)}](".replace("[[", "["), text)
    text = text.replace("](../", "](../../")  # the page lies one folder deeper than the notebook
    text = "\n".join(line.rstrip() for line in text.splitlines())
    text = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    pages = {f"{name}.md": (HEAD.format(name=name) + text).encode()}
    for file, data in resources["outputs"].items():
        pages[file] = data
    return pages


def differences(pages):
    return [f"docs/notebooks/{file} is stale: run scripts/render_notebooks.py" for file, data in pages.items()
            if not (PAGES / file).exists() or (PAGES / file).read_bytes() != data]


def write(name, pages):
    for old in (PAGES / f"{name}_files").glob("*"):
        old.unlink()
    for file, data in pages.items():
        (PAGES / file).parent.mkdir(parents=True, exist_ok=True)
        (PAGES / file).write_bytes(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="compare the pages instead of writing them")
    arguments = parser.parse_args()
    faults = []
    for path in arguments.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook, found = executed(path)
        pages = page_of(path.stem, notebook)
        faults += found + (differences(pages) if arguments.check else [])
        if not arguments.check:
            write(path.stem, pages)
        print(f"{path.stem}: {'checked' if arguments.check else 'written'}", file=sys.stderr)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
