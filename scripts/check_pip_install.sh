#!/usr/bin/env bash
# `pip install .` in a fresh virtual environment, then the package's tests against what was installed.
#   scripts/check_pip_install.sh [USLKIT]    the program, for the tests that compare documents with it
# Compiles the library: minutes, or seconds where ccache has it. Needs the Python package registry, and what
# scripts/install_packages.sh installs.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:+$(realpath "$1")}
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT

if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check '.[test]'
env -u PYTHONPATH USLKIT_BINARY="$program" PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" - <<'END'
import pathlib
import sys
import uslkit
assert pathlib.Path(uslkit.__file__).is_relative_to(sys.prefix), uslkit.__file__
print(f"uslkit {uslkit.__version__} of {uslkit.__file__}", flush=True)
import pytest
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "python/tests"]))
END
