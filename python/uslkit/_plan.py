"""Plans: how much is needed, why, and how sure."""

from __future__ import annotations

import datetime
import json
import os
from typing import Any, Dict, Mapping, Optional, Union

from . import _core
from ._answer import Answer, Path, columns_to_show
from ._errors import usage_error
from ._fit import Fit
from ._plot import Plot
from ._run import Changes, Document, document_of, sets_of

_ROLES = {"consumer": "/consumers/capacity", "database": "/database/capacity"}


class Plan(Answer):
    """What to deploy, what binds each number, what it costs, and how sure it is.

    Attributes are the keys of ``uslkit size --json`` (docs/json.md); the most used:

    ``answer`` (a sentence), ``cells``, ``partitions``, ``consumers``, ``brokers``,
    ``database_shards``, ``cost``: each with ``value``, ``interval``, ``formula``, ``inputs``,
    ``binding_constraint``; ``probability_slo_met``, ``objectives``, ``alternatives``,
    ``infeasible`` (why there is no plan). ``print(plan)`` is the report of the command line.
    """

    def __init__(self, core: Any) -> None:
        super().__init__(core.document())
        self._core = core

    def scenario(self, *, all_cells: bool = False) -> Dict[str, Any]:
        """The plan as a scenario for ``simulate``: one cell with its share of the load, or all.

        Raises UsageError where no plan keeps the promises: there is nothing to simulate.
        """
        if self.infeasible:
            raise usage_error("plan", "no plan keeps the promises",
                              "a plan; `infeasible` says what could be kept",
                              "change the request, or a promise with set=")
        return json.loads(self._core.scenario(all_cells))

    def explain(self, quantity: str) -> str:
        """Everything behind one number (or "all"), as text."""
        text = self._core.explain(quantity, width=columns_to_show())
        if not text:
            raise usage_error("quantity", repr(quantity), "the name of a quantity of the plan, or all")
        return text

    def plot(self, kind: str = "pareto") -> Plot:
        """"pareto": what certainty costs; "forecast": the load against the plan, month by month.

        Raises InputError for another kind, and for a forecast that was not asked for.
        """
        return Plot(_core.plot_plan(self._core, kind))

    def report(self, *, verbose: bool = False, markdown: bool = False,
               width: Optional[int] = None) -> str:
        """What ``uslkit size`` prints for people."""
        return self._core.report(width=width or columns_to_show(), verbose=verbose,
                                 markdown=markdown)

    def __str__(self) -> str:
        return self.report()


def size(request: Document, *, set: Changes = (), fits: Mapping[str, Union[Fit, Path]] = {},
         draws: int = 100_000, seed: Optional[int] = None, verify: bool = False,
         verify_all_cells: bool = False, growth: str = "", until: str = "", from_month: str = "",
         threads: int = 0) -> Plan:
    """How much is needed: partitions, consumers, brokers, shards, cells, cost.

    Parameters
    ----------
    request : file name, or a dict of the same form (docs/request-reference.md)
    set : changes: {"/slo/max_lag": "5s"}, applied in order
    fits : measured capacities: {"consumer": fit, "database": "fit.json"}, with the joint uncertainty
        of their coefficients
    draws : worlds drawn from the uncertain inputs, up to 10,000,000
    seed : of the draws; None: the request's
    verify : simulate the plan (one of its cells) and put the run beside what was predicted
    verify_all_cells : the same with all cells
    growth, until, from_month : a forecast: "6%/month", "2027-11", "2026-11"
    threads : of the verification; 0: as many as there are cores

    Every number is that of ``uslkit size``, bit for bit. A request that no plan can keep is an
    answer: ``plan.infeasible``. Raises InputError with everything that is wrong with the request;
    KeyboardInterrupt at Ctrl-C.
    """
    sets = sets_of(set)
    given: Dict[str, Any] = {}
    for role, each in fits.items():
        if role not in _ROLES:
            raise usage_error("fits", repr(role), "consumer or database")
        # An absolute name, so that it is not looked for beside the request.
        name = f"/the fit of {role}" if isinstance(each, Fit) else os.path.abspath(os.fspath(each))
        if isinstance(each, Fit):
            given[name] = each._core
        sets.append(f"{_ROLES[role]}={json.dumps({'kind': 'fit', 'file': name})}")
    if seed is not None:
        sets.append(f"/seed={seed}")
    return Plan(_core.size(document_of(request), sets=sets, fits=given, draws=draws, verify=verify,
                           verify_all_cells=verify_all_cells, from_month=from_month, until=until,
                           growth=growth, threads=threads,
                           present_month=datetime.date.today().strftime("%Y-%m")))
