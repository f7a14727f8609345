#!/bin/sh
# What a person does with the installed program, as nobody in particular: fit, size, simulate, read.
set -eu
share=/usr/share/uslkit
work=$(mktemp -d)
cd "$work"

uslkit --version | grep -q '^uslkit '
uslkit fit -q "$share/data/specsdm91.csv" -o fit.json --plot usl.svg >fit.txt
grep -q '<svg' usl.svg
uslkit predict -q fit.json --n 64 | grep -q 64
uslkit size -q "$share/requests/black_friday.json" | grep -qi partitions
uslkit validate-scenario "$share/scenarios/hello.json" >valid.txt
uslkit simulate -q "$share/scenarios/hello.json" -o run.json >run.txt
grep -q '"schema_version"' run.json
uslkit schema fit | grep -q 2020-12

for file in man/man1/uslkit.1.gz bash-completion/completions/uslkit zsh/vendor-completions/_uslkit \
  fish/vendor_completions.d/uslkit.fish doc/uslkit/copyright doc/uslkit/changelog.gz; do
  [ -s "/usr/share/$file" ] || { echo "$file is missing"; exit 1; }
done
gzip -dc /usr/share/man/man1/uslkit.1.gz | grep -q '^\.TH USLKIT'
echo "the installed program fits, predicts, sizes, simulates"
