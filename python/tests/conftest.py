"""Where the tests find data and the program that they compare with."""

import os
import pathlib
import re
import subprocess

import pytest

import uslkit

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root():
    """The source tree; tests run in it, so that names in documents are those of the program."""
    os.chdir(ROOT)
    return ROOT


@pytest.fixture(scope="session")
def program(root):
    """Runs the program ``uslkit`` (USLKIT_BINARY) and returns what it prints on stdout."""
    binary = os.environ.get("USLKIT_BINARY")
    if not binary:
        pytest.skip("USLKIT_BINARY names no program to compare with")

    # A module that pip built may be of another commit: documents may differ in its id, and in nothing else.
    made_by = uslkit.fit([1, 2, 4, 8], [100, 190, 340, 540]).to_dict()["tool"]["git_id"]
    version = subprocess.run([binary, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
    other = re.search(r"\((\S+)\)", version).group(1)

    def run(*arguments, allowed=(0,)):
        done = subprocess.run([binary, *map(str, arguments)], cwd=root, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode in allowed, done.stderr
        return done.stdout.replace(f'"git_id":"{other}"', f'"git_id":"{made_by}"')

    return run
