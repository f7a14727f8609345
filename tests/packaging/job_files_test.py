#!/usr/bin/env python3
"""The job files of packaging/jobs, run as far as that goes without a cluster.

Kubernetes: every key is one that the official API model knows (python3-kubernetes), what belongs
together is the same number, and the containers' commands are run, for every completion index, with
their mount paths put to a directory of this machine. Slurm: the scripts are run by bash with the
environment that a Slurm array sets; mpirun is called for real. In all cases the merged result must
be the bytes of a single run. The one thing not tested is a scheduler.

    job_files_test.py USLKIT_BINARY [MPIRUN]
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

JOBS = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "jobs"
SCENARIO = """{
  "schema": 1, "name": "cells", "duration": "5s", "replications": 3,
  "traffic": {"classes": [{"name": "requests",
    "rate": {"kind": "constant", "rate": "500/s"}, "arrivals": {"kind": "poisson"}}]},
  "ingress": {"servers": 1, "validation": {"kind": "exponential", "mean": "1ms"}},
  "cells": {"count": 5}
}"""
WORKERS = """{
  "schema": 1, "name": "workers", "architecture": "coordination", "workers": 4, "duration": "1h",
  "coordination": {"mechanism": "stop_the_world", "serial": "1ms", "exchange": "10us",
    "local_work": {"kind": "exponential", "mean": "9ms"}, "requests": 2000}
}"""


def run(command, environment=None, **options):
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith(("SLURM_", "OMPI_", "PMIX_", "JOB_COMPLETION"))}
    clean.update(environment or {})
    done = subprocess.run([str(word) for word in command], env=clean, capture_output=True,
                          text=True, timeout=300, **options)
    assert done.returncode == 0, f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def check_known_keys(value, kind, path):
    """Every key is a field of the API's model of that kind, every type what the model says."""
    import kubernetes.client.models as models
    listed = re.fullmatch(r"list\[(.+)\]", kind)
    if listed:
        assert isinstance(value, list), f"{path}: a list"
        for i, each in enumerate(value):
            check_known_keys(each, listed[1], f"{path}[{i}]")
        return
    if kind.startswith("dict("):
        assert isinstance(value, dict), f"{path}: a map"
        return
    model = getattr(models, kind, None)
    if model is None:
        plain = {"str": str, "int": int, "bool": bool}.get(kind)
        assert plain is None or isinstance(value, plain), f"{path}: {value!r} is no {kind}"
        return
    fields = {json: python for python, json in model.attribute_map.items()}
    for key, each in value.items():
        assert key in fields, f"{path}: {kind} has no {key!r}"
        check_known_keys(each, model.openapi_types[fields[key]], f"{path}.{key}")


def documents(name):
    kinds = {"Job": "V1Job", "PersistentVolumeClaim": "V1PersistentVolumeClaim"}
    found = list(yaml.safe_load_all((JOBS / name).read_text(encoding="utf-8")))
    for document in found:
        check_known_keys(document, kinds[document["kind"]], f"{name}:{document['kind']}")
    return {document["kind"]: document for document in found}


def check_mounts(spec, claims):
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    for container in spec["containers"]:
        mounts = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert {mount["name"] for mount in container["volumeMounts"]} <= set(volumes)
        for word in container["args"]:
            if word.startswith("/"):
                assert any(word == m or word.startswith(m + "/") for m in mounts), word
    for volume in volumes.values():
        claim = volume.get("persistentVolumeClaim")
        assert claim is None or claim["claimName"] in claims, volume


def here(args, directory, uslkit):
    """A container's command with its mounts in a directory of this machine."""
    return [uslkit] + [str(directory) + word if word.startswith("/") else word for word in args]


def kubernetes_test(uslkit, directory):
    indexed = documents("kubernetes-indexed-job.yaml")
    merge = documents("kubernetes-merge-job.yaml")["Job"]["spec"]["template"]["spec"]
    claims = {indexed["PersistentVolumeClaim"]["metadata"]["name"]}
    job = indexed["Job"]["spec"]
    pod = job["template"]["spec"]
    for spec in (pod, merge):
        check_mounts(spec, claims)
    assert job["completionMode"] == "Indexed"
    args = pod["containers"][0]["args"]
    assert args[args.index("--shard") + 1] == f"auto/{job['completions']}", args
    (directory / "scenario").mkdir()
    (directory / "shards").mkdir()
    scenario = directory / "scenario" / "scenario.json"
    scenario.write_text(SCENARIO, encoding="utf-8")
    for index in reversed(range(job["completions"])):  # pods end in any order
        run(here(args, directory, uslkit), {"JOB_COMPLETION_INDEX": str(index)})
    run(here(merge["containers"][0]["args"], directory, uslkit))
    single = run([uslkit, "simulate", scenario, "--json", "-q"])
    merged = (directory / "shards" / "run.json").read_text(encoding="utf-8")
    assert merged == single, "the merged document is not that of the single run"


def array_of(script):
    first, last = re.search(r"^#SBATCH --array=(\d+)-(\d+)$", script, re.M).groups()
    return int(first), int(last)


def slurm_array_test(uslkit, directory):
    file = JOBS / "slurm-array.sbatch"
    run(["bash", "-n", file])
    first, last = array_of(file.read_text(encoding="utf-8"))
    assert first == 0, "--shard auto wants an array that begins with 0"
    scenario = directory / "cells.json"
    scenario.write_text(SCENARIO, encoding="utf-8")
    shards = directory / "results"
    whole = {"USLKIT": str(uslkit), "SLURM_ARRAY_TASK_COUNT": str(last + 1),
             "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_MAX": str(last),
             "SLURM_CPUS_PER_TASK": "2"}
    for task in range(last):
        run(["bash", file, scenario, shards], {**whole, "SLURM_ARRAY_TASK_ID": str(task)})
    # The last one failed, and is begun again alone, as the script's head says.
    alone = {**whole, "USLKIT_SHARDS": str(last + 1), "SLURM_ARRAY_TASK_COUNT": "1",
             "SLURM_ARRAY_TASK_MIN": str(last), "SLURM_ARRAY_TASK_MAX": str(last)}
    run(["bash", file, scenario, shards], {**alone, "SLURM_ARRAY_TASK_ID": str(last)})
    single = run([uslkit, "simulate", scenario, "--json", "-q"])
    assert run([uslkit, "merge", shards, "--json", "-q"]) == single


def slurm_mpi_test(uslkit, directory, mpirun):
    file = JOBS / "slurm-mpi.sbatch"
    run(["bash", "-n", file])
    scenario = directory / "workers.json"
    scenario.write_text(WORKERS, encoding="utf-8")
    result = directory / "sweep.csv"
    environment = {"USLKIT": str(uslkit), "SLURM_CPUS_PER_TASK": "1",
                   "MPIRUN": f"{mpirun} -n 2 --oversubscribe --allow-run-as-root --bind-to none"}
    run(["bash", file, scenario, result], environment)
    single = run([uslkit, "sweep", scenario, "-q", "--vary", "/workers=1..64*2",
                  "--replications", "10"])
    assert result.read_text(encoding="utf-8") == single


def main():
    uslkit = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        kubernetes_test(uslkit, pathlib.Path(name))
    print("kubernetes-indexed-job.yaml, kubernetes-merge-job.yaml: ok")
    with tempfile.TemporaryDirectory() as name:
        slurm_array_test(uslkit, pathlib.Path(name))
    print("slurm-array.sbatch: ok")
    if len(sys.argv) > 2:
        with tempfile.TemporaryDirectory() as name:
            slurm_mpi_test(uslkit, pathlib.Path(name), sys.argv[2])
        print("slurm-mpi.sbatch: ok")


if __name__ == "__main__":
    main()
