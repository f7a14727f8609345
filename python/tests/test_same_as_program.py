"""Every document is that of the program, byte for byte."""

import json

import pytest

import uslkit

SCENARIO = "scenarios/hello.json"
REQUEST = "requests/black_friday.json"


@pytest.fixture(scope="module")
def kept(root, tmp_path_factory):
    """A fit and two runs as files."""
    folder = tmp_path_factory.mktemp("kept")
    names = {name: str(folder / f"{name}.json") for name in ("fit", "before", "after")}
    uslkit.fit("data/cisco_mysql.csv").save(names["fit"])
    uslkit.simulate(SCENARIO).save(names["before"])
    uslkit.simulate(SCENARIO, seed=2).save(names["after"])
    return names


@pytest.mark.parametrize("options, arguments", [
    ({}, []),
    ({"error_model": "additive", "level": 0.9}, ["--error-model", "additive", "--level", "0.9"]),
    ({"gamma": "fixed", "unconstrained": True}, ["--gamma", "fixed", "--unconstrained"]),
    ({"gamma": 1000.0, "robust": False}, ["--gamma", "1000", "--no-robust"]),
    ({"bayes": True, "joint_draws": 100}, ["--bayes", "--joint-draws", "100"]),
    ({"bootstrap": "residual", "draws": 500, "seed": 7},
     ["--bootstrap", "residual", "--draws", "500", "--seed", "7"]),
    ({"label": "mysql"}, ["--name", "mysql"]),
])
def test_fit(program, options, arguments):
    fit = uslkit.fit("data/cisco_mysql.csv", **options)
    assert fit.to_json() == program("fit", "data/cisco_mysql.csv", "--json", *arguments)


@pytest.mark.parametrize("file, options, arguments", [
    ("tests/data/load_test_formats/wrk_sweep.txt", {}, []),
    ("tests/data/load_test_formats/hey_c8.txt", {"n_from_name": "c([0-9]+)"},
     ["--n-from-name", "c([0-9]+)"]),
    ("tests/data/load_test_formats/fio_numjobs4.json", {"n": 4}, ["--n", "4"]),
    ("data/cisco_mysql.csv", {"min_n": 4, "delimiter": ","}, ["--min-n", "4", "--delimiter", ","]),
])
def test_read(program, file, options, arguments):
    read = uslkit.read(file, **options)
    assert read.to_json() == program("ingest", file, "--json", *arguments)


def test_predict(program, kept):
    asked = uslkit.load_fit(kept["fit"]).predict([64, 2.5], throughput="12k/s", latency="2ms")
    assert asked.to_json() == program("predict", kept["fit"], "--n", 64, "--n", 2.5,
                                      "--throughput", "12k/s", "--latency", "2ms", "--json")


def test_next(program, kept):
    advice = uslkit.load_fit(kept["fit"]).next(max_n=128, target="throughput@200")
    assert advice.to_json() == program("next", kept["fit"], "--max-n", 128, "--target",
                                       "throughput@200", "--json")


def test_a_kept_fit_reads_back(kept):
    with open(kept["fit"], encoding="utf-8") as file:
        assert uslkit.load_fit(kept["fit"]).to_json() == file.read()


def test_simulate(program):
    run = uslkit.simulate(SCENARIO, seed=3)
    assert run.to_json() == program("simulate", SCENARIO, "--seed", 3, "--json", allowed=(0, 99))


def test_simulate_with_changes(program):
    run = uslkit.simulate("scenarios/mm1.json", set={"/ingress/nodes": 2}, duration="30s")
    assert run.to_json() == program("simulate", "scenarios/mm1.json", "--set", "/ingress/nodes=2",
                                    "--duration", "30s", "--json", allowed=(0, 99))


def test_threads_never_change_a_bit(root):
    one = uslkit.simulate("scenarios/mm1.json", replications=3, duration="20s", threads=1)
    two = uslkit.simulate("scenarios/mm1.json", replications=3, duration="20s", threads=2)
    assert one.to_json() == two.to_json()


def test_sweep(program):
    sweep = uslkit.sweep("scenarios/stop_the_world.json", {"/workers": [1, 2, 4, 8]}, repeats=2)
    assert sweep.to_json() == program("sweep", "scenarios/stop_the_world.json", "--vary",
                                      "/workers=1,2,4,8", "--replications", 2, "--json")


def test_compare(program, kept):
    compared = uslkit.compare(uslkit.load_run(kept["before"]), uslkit.load_run(kept["after"]),
                              names=["one", "two"])
    assert compared.to_json() == program("compare", kept["before"], kept["after"], "--name", "one",
                                         "--name", "two", "--json")


def test_check_prediction(program, kept):
    check = uslkit.check_prediction(uslkit.load_run(kept["before"]), uslkit.load_run(kept["after"]))
    assert check.to_json() == program("compare", kept["before"], kept["after"], "--prediction",
                                      "--json", allowed=(0, 99))


@pytest.mark.parametrize("options, arguments", [
    ({}, []),
    ({"set": {"/slo/max_lag": "5s"}, "draws": 2000, "seed": 5},
     ["--set", "/slo/max_lag=5s", "--draws", "2000", "--seed", "5"]),
    ({"growth": "6%/month", "until": "2027-11", "from_month": "2026-11", "draws": 2000},
     ["--growth", "6%/month", "--until", "2027-11", "--from", "2026-11", "--draws", "2000"]),
])
def test_size(program, options, arguments):
    plan = uslkit.size(REQUEST, **options)
    assert plan.to_json() == program("size", REQUEST, "--json", *arguments, allowed=(0, 4, 99))


def test_audit(program):
    claims = "data/claims/a2_paper.json"
    audit = uslkit.audit(claims, families=["lag"])
    assert audit.to_json() == program("audit", claims, "--family", "lag", "--json")


def test_a_dict_is_the_document(program):
    fit = uslkit.fit("data/specsdm91.csv")
    printed = json.loads(program("fit", "data/specsdm91.csv", "--json"))
    assert fit.to_dict() == printed
    assert fit["peak"] == printed["peak"]
    assert list(fit) == list(printed)


def test_reports_are_the_programs(program):
    fit = uslkit.fit("data/cisco_mysql.csv")
    assert fit.report(markdown=True) == program("fit", "data/cisco_mysql.csv", "--markdown", "-q")
