"""Arrays in and out, frames, and what lives as long as what sees it."""

import gc

import numpy
import pytest

import uslkit


@pytest.fixture(scope="module")
def fit(root):
    return uslkit.fit("data/cisco_mysql.csv")


def test_arrays_give_the_fit_of_the_file(root, fit):
    read = uslkit.read("data/cisco_mysql.csv")
    again = uslkit.fit(read.concurrency, read.throughput)
    assert tuple(again.law) == tuple(fit.law)
    assert again.peak.to_dict() == fit.peak.to_dict()


def test_any_sequence_will_do(root):
    lists = uslkit.fit([1, 2, 4, 8, 16], [100, 190, 340, 540, 680])
    strided = numpy.array([[1, 100], [2, 190], [4, 340], [8, 540], [16, 680]], dtype=numpy.float32)
    assert tuple(uslkit.fit(strided[:, 0], strided[:, 1]).law) == tuple(lists.law)


def test_the_law_keeps_the_shape(fit):
    n = numpy.array([[1.0, 2.0], [64.0, 128.0]])
    x = fit.throughput(n)
    assert x.shape == n.shape
    assert x[1, 0] == fit.predict(64).at_concurrency[0].throughput.estimate
    numpy.testing.assert_array_equal(fit.latency_s(n), n / x)
    assert float(fit.throughput(1)) == pytest.approx(fit.law.gamma, rel=1e-15)


def test_inverses(fit):
    law = fit.law
    n = numpy.linspace(1, law.peak.concurrency * 0.99, 20)
    numpy.testing.assert_allclose(law.concurrency_at_throughput(law.throughput(n)), n, rtol=1e-9)
    assert numpy.isnan(law.concurrency_at_throughput(2 * law.throughput_limit))
    assert uslkit.Law(0.1, 0, 100).peak is None


def test_columns_are_views_and_read_only(fit):
    for table in ("rows", "band", "draws"):
        columns = fit.columns(table)
        for name, values in columns.items():
            assert values.base is not None, name
            with pytest.raises(ValueError):
                values[0] = 1
    assert len(fit.columns("draws")["alpha"]) == 2000


def test_a_view_outlives_its_fit(root):
    throughput = uslkit.fit("data/cisco_mysql.csv").columns("rows")["throughput"]
    expected = uslkit.read("data/cisco_mysql.csv").throughput.copy()
    gc.collect()
    uslkit.fit("data/specsdm91.csv")  # may take the memory, had it been let go
    assert sorted(throughput) == sorted(expected)


def test_series_are_the_documents(root):
    run = uslkit.simulate("scenarios/hello.json")
    document = run.to_dict()["series"]
    for name in ("time_s", "arrived_per_s", "work_lag_s"):
        numpy.testing.assert_array_equal(run.series[name], document[name])
    assert run.quantile_ms(0.99) == run.latency.ack.p99_ms


def test_frames(root, fit):
    pandas = pytest.importorskip("pandas")
    rows = fit.frame()
    assert list(rows.columns[:3]) == ["concurrency", "throughput", "fitted"]
    assert len(rows) == 32
    assert tuple(uslkit.fit(rows[["concurrency", "throughput"]]).law) == tuple(fit.law)
    per_minute = pandas.DataFrame({"threads": [1, 2, 4, 8], "x": [60.0, 110.0, 190.0, 280.0]})
    assert uslkit.Measurements.from_frame(per_minute, unit="/min").names.concurrency == "threads"
    run = uslkit.simulate("scenarios/hello.json")
    assert len(run.frame()) == len(run.series["time_s"])
    assert {"text", "met"} <= set(run.frame("slo").columns) or run.slo == []
    with pytest.raises(uslkit.UsageError):
        run.frame("nothing")


def test_a_sweep_is_fitted(root):
    sweep = uslkit.sweep("scenarios/stop_the_world.json", {"/workers": [1, 2, 4, 8, 16, 32]})
    assert uslkit.fit(sweep).usability == "usable"
    assert len(sweep.frame()) == 6


def test_plots(root, fit, tmp_path):
    plot = fit.plot()
    assert plot.svg.startswith("<svg") or plot.svg.startswith("<?xml")
    assert plot._repr_svg_() == plot.svg and plot.title and plot.description
    plot.save(tmp_path / "fit.png")
    assert (tmp_path / "fit.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(uslkit.InputError):
        plot.save(tmp_path / "fit.bmp")
    with pytest.raises(uslkit.InputError):
        fit.plot("pie")
