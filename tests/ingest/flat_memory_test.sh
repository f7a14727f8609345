#!/bin/sh
# Reads a CSV larger than the memory it may use. USLKIT_FLAT_MEMORY_MB=1024 makes it the full gigabyte.
# usage: flat_memory_test.sh PROGRAM    (tests/ingest/flat_memory_test.cc)
set -eu
exec "$1" "${USLKIT_FLAT_MEMORY_MB:-200}" 128
