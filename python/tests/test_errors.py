"""What is wrong is said with place, value, rule and remedy."""

import numpy
import pytest

import uslkit


def test_a_bad_file_names_line_and_column(root, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("n,throughput\n1,100\n2,1x0\n")
    with pytest.raises(uslkit.InputError) as caught:
        uslkit.fit(path)
    error = caught.value
    assert (error.faults[0].source, error.faults[0].line) == (str(path), 3)
    assert error.found == '"1x0"'
    assert error.allowed and error.place.startswith(str(path))
    assert f"{path}:3" in str(error) and "allowed:" in str(error)
    assert isinstance(error, ValueError)


def test_a_missing_file(root):
    with pytest.raises(uslkit.InputError, match="nowhere.csv"):
        uslkit.fit("nowhere.csv")


def test_a_scenario_tells_all_its_faults(root):
    with pytest.raises(uslkit.InputError) as caught:
        uslkit.simulate("scenarios/hello.json", set={"/seed": -1, "/duration": "-5s"})
    assert len(caught.value.faults) == 2
    assert {fault.pointer for fault in caught.value.faults} == {"/seed", "/duration"}
    assert {fault.source for fault in caught.value.faults} == {"set"}


def test_a_wrong_argument_is_named_as_in_python(root):
    with pytest.raises(uslkit.UsageError) as caught:
        uslkit.fit("data/cisco_mysql.csv", error_model="relativ")
    assert caught.value.place == "error_model"
    assert caught.value.hint == "did you mean relative?"
    with pytest.raises(uslkit.UsageError) as caught:
        uslkit.read("data/cisco_mysql.csv", n=-1)
    assert caught.value.place == "n"
    with pytest.raises(uslkit.UsageError) as caught:
        uslkit.sweep("scenarios/stop_the_world.json", "/workers=8..1")
    assert caught.value.place == "vary"
    with pytest.raises(uslkit.UsageError) as caught:
        uslkit.fit("data/cisco_mysql.csv", bootstrap="residual", draws=10_000_001)
    assert caught.value.place == "draws"
    with pytest.raises(uslkit.UsageError) as caught:
        uslkit.fit("data/cisco_mysql.csv", level=2)
    assert caught.value.place == "level"
    with pytest.raises(uslkit.UsageError) as caught:
        uslkit.size("requests/black_friday.json", draws=10_000_001)
    assert caught.value.place == "draws"


def test_no_plan_is_no_scenario(root):
    plan = uslkit.size("requests/iot.json", set={"/slo/end_to_end_p99": "12ms"}, draws=100)
    assert plan.infeasible
    with pytest.raises(uslkit.UsageError, match="no plan keeps the promises"):
        plan.scenario()


@pytest.mark.parametrize("draws", [10**12, 10**30, -1, 2.5, "many"])
def test_numbers_that_are_too_large_or_not_whole_are_told_the_limit(root, draws):
    fit = uslkit.fit("data/cisco_mysql.csv")
    calls = {
        "100 to 10000000": lambda: uslkit.fit("data/cisco_mysql.csv", bootstrap="residual", draws=draws),
        "0 to 1000000": lambda: uslkit.fit("data/cisco_mysql.csv", joint_draws=draws),
        "1 to 10000000": lambda: uslkit.size("requests/black_friday.json", draws=draws),
        "1 to 100000": lambda: uslkit.next(fit, draws=draws),
        "1 to 1000": lambda: uslkit.next(fit, repeats=draws),
        "1 to 10000": lambda: uslkit.sweep("scenarios/hello.json", "/consumers/count=1,2", repeats=draws),
        "0 to 1024": lambda: uslkit.simulate("scenarios/hello.json", threads=draws),
    }
    for limits, call in calls.items():
        with pytest.raises(uslkit.UsageError) as caught:
            call()
        assert caught.value.found == repr(draws)
        assert caught.value.allowed == f"a whole number from {limits}"


def test_no_honest_fit(root):
    with pytest.raises(uslkit.FitNotUsable):
        uslkit.fit([4, 4, 4], [100, 101, 99])


def test_arrays_of_unequal_length(root):
    with pytest.raises(uslkit.UsageError) as caught:
        uslkit.fit([1, 2, 3], [100.0, 190.0])
    assert caught.value.place == "concurrency"


def test_values_that_cannot_be(root):
    with pytest.raises(uslkit.InputError) as caught:
        uslkit.fit([1, 2, 4], [100.0, numpy.inf, 300.0])
    assert (caught.value.faults[0].source, caught.value.faults[0].line) == ("throughput", 2)
    with pytest.raises(uslkit.InputError):
        uslkit.Measurements([1, 2, 4], [100.0, -1.0, 300.0])


def test_what_is_no_measurement(root):
    with pytest.raises(uslkit.UsageError):
        uslkit.fit(42)
    with pytest.raises(uslkit.UsageError):
        uslkit.fit("data/cisco_mysql.csv").predict()


def test_an_attribute_that_does_not_exist_says_which_do(root):
    with pytest.raises(AttributeError, match="interval95"):
        uslkit.fit("data/cisco_mysql.csv").alpha.interval


def test_a_file_that_cannot_be_written(root):
    with pytest.raises(OSError):
        uslkit.fit("data/cisco_mysql.csv").save("/proc/nothing/fit.json")


def test_no_plan_is_an_answer(root):
    plan = uslkit.size("requests/black_friday.json", set={"/slo/ack_p99": "1us"}, draws=100)
    assert plan.infeasible
