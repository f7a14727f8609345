"""Where the tests find data and the program that they compare with."""

import os
import pathlib
import subprocess

import pytest

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

    def run(*arguments, allowed=(0,)):
        done = subprocess.run([binary, *map(str, arguments)], cwd=root, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode in allowed, done.stderr
        return done.stdout

    return run
