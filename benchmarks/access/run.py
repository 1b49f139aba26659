"""What access by classification level costs, beside the same site without it, in one run.

    python benchmarks/access/run.py --solr-home SOLR_HOME --ini CKAN_INI [--datasets 2000] [--each 150]

Pages and API calls are asked of both sides in turns, by nobody and by a member of the agency that owns the
datasets. Then hidden and absent datasets are asked for in turns: their times must not tell them apart.
The database must be one of its own; it is left without what the benchmark made.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import sys
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

from worker import LEVELS, PREFIX

from ckanext.bmagov.search.solr import configset

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import Solr, Worker, percentile  # noqa: E402

SIDES = ("off", "on")
GOALS = {"p95": 1.20, "oracle_ms": 5.0, "calls": 450}
SEARCH = "/api/3/action/package_search?rows=20"
FACETS = "facet.field=[%22tags%22,%22res_format%22]"
WORDS = ("น้ำท่วม", "เขต", "สถิติ", "ถนน", "รายชั่วโมง")


def places(number: int) -> dict[str, str]:
    """Return the addresses of one turn: a search and a dataset, as page and as API call."""
    word, open_one = WORDS[number % len(WORDS)], f"{PREFIX}{number * len(LEVELS)}"
    page = 1 + number % 5
    return {
        "search page": f"/dataset/?q={word}&page={page}",
        "dataset page": f"/dataset/{open_one}",
        "package_search": f"/api/3/action/package_search?q={word}&rows=20&start={20 * page}&{FACETS}",
        "package_show": f"/api/3/action/package_show?id={open_one}",
    }


def cost(workers: dict[str, Worker], token: str, datasets: int, each: int) -> dict[str, Any]:
    """Time each place, by reader and side, in turns."""
    report: dict[str, Any] = {}
    for reader, signed in (("nobody", ""), ("member", token)):
        for worker in workers.values():
            worker.do("sign_in", token=signed)
        times: dict[str, dict[str, list[float]]] = {}
        for turn in range(-5, each):
            number = abs(turn) % (datasets // len(LEVELS))
            for name, path in places(number).items():
                for side in SIDES if turn % 2 else reversed(SIDES):
                    found = workers[side].do("get", path=path)
                    if found["status"] != 200:
                        raise SystemExit(f"{side}: {path} answered {found['status']}")
                    if turn >= 0:
                        times.setdefault(name, {}).setdefault(side, []).append(found["seconds"] * 1000)
        report[reader] = {name: summary(measured) for name, measured in times.items()}
    return report


def summary(measured: dict[str, list[float]]) -> dict[str, Any]:
    """Return percentiles of both sides in milliseconds, and their ratios."""
    found: dict[str, Any] = {
        side: {f"p{share}_ms": round(percentile(values, share / 100), 1) for share in (50, 95)}
        for side, values in measured.items()
    }
    return found | {
        f"p{share}": round(found["on"][f"p{share}_ms"] / found["off"][f"p{share}_ms"], 3)
        for share in (50, 95)
    }


def oracle(worker: Worker, datasets: int, each: int) -> dict[str, Any]:
    """Time hidden and absent datasets, as nobody, in turns drawn by lot; return the medians."""
    worker.do("sign_in", token="")
    lot = random.Random(5)
    closed = [n for n in range(1, datasets) if LEVELS[n % len(LEVELS)][1] != "open"]
    report = {}
    for name, path in (
        ("dataset page", "/dataset/{}"),
        ("package_show", "/api/3/action/package_show?id={}"),
        ("activity", "/dataset/activity/{}"),
        ("rdf", "/dataset/{}.ttl"),
    ):
        times: dict[str, list[float]] = {"hidden": [], "absent": []}
        for turn in range(each):
            asked = {
                "hidden": f"{PREFIX}{lot.choice(closed)}",
                "absent": f"{PREFIX}{uuid.UUID(int=lot.getrandbits(128))}",
            }
            for kind in lot.sample(sorted(asked), 2):
                found = worker.do("get", path=path.format(asked[kind]))
                if found["status"] != 404:
                    raise SystemExit(f"{path} answered {found['status']} for what is {kind}")
                if turn >= 5:
                    times[kind].append(found["seconds"] * 1000)
        medians = {kind: statistics.median(values) for kind, values in times.items()}
        report[name] = {
            **{f"{kind}_p50_ms": round(value, 2) for kind, value in medians.items()},
            "difference_ms": round(abs(medians["hidden"] - medians["absent"]), 2),
        }
    return report


def verdicts(result: dict[str, Any]) -> dict[str, bool]:
    """Each goal, kept or not."""
    kept = {
        f"{reader} {name}": measured["p95"] <= GOALS["p95"]
        for reader, names in result["cost"].items()
        for name, measured in names.items()
    }
    kept["calls of a search"] = result["search_calls"] < GOALS["calls"]
    return kept | {
        f"hidden or absent, {name}": measured["difference_ms"] <= GOALS["oracle_ms"]
        for name, measured in result["oracle"].items()
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--solr", default="http://127.0.0.1:8983/solr", help="Solr, without a core")
    parser.add_argument(
        "--solr-home", type=Path, required=True, help="its home folder (two cores are made there)"
    )
    parser.add_argument(
        "--ini", default=os.environ.get("CKAN_INI"), help="a CKAN ini with a database of its own"
    )
    parser.add_argument("--datasets", type=int, default=2000)
    parser.add_argument("--each", type=int, default=150, help="how often each place is asked of each side")
    parser.add_argument("--json", type=Path, default=HERE / "result.json", help="where the result goes")
    return parser.parse_args()


def main() -> int:
    """Run everything and print a line a place."""
    given = arguments()
    solr = Solr(given.solr, given.solr_home)
    cores = {side: f"bmagov_bench_access_{side}" for side in SIDES}
    urls = {side: solr.create(core, configset.files()) for side, core in cores.items()}
    result: dict[str, Any] = {
        "versions": {
            "solr": solr.version(),
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in ("ckan", "ckanext-bmagov")},
            "cpus": os.cpu_count(),
        },
        "datasets": given.datasets,
        "requests_each": given.each,
    }
    workers: dict[str, Worker] = {}
    try:
        for side in SIDES:
            workers[side] = Worker(HERE / "worker.py", side, urls[side], given.ini)
        token = workers["on"].do("fill", count=given.datasets)
        result["index_seconds"] = {side: round(workers[side].do("index"), 1) for side in SIDES}
        result["cost"] = cost(workers, token, given.datasets, given.each)
        workers["on"].do("sign_in", token="")
        result["search_calls"] = workers["on"].do("calls", path=SEARCH)
        result["oracle"] = oracle(workers["on"], given.datasets, given.each)
        workers["on"].do("empty")
    finally:
        for worker in workers.values():
            worker.close()
        for core in cores.values():
            solr.remove(core)
    for reader, names in result["cost"].items():
        for name, measured in names.items():
            off, on = measured["off"], measured["on"]
            print(
                f"{name}, {reader}: p50 {off['p50_ms']} -> {on['p50_ms']} ms (x {measured['p50']}),"
                f" p95 {off['p95_ms']} -> {on['p95_ms']} ms (x {measured['p95']})"
            )
    print(f"package_search, nobody, 20 hits: {result['search_calls']} Python calls of ours")
    for name, measured in result["oracle"].items():
        print(f"hidden or absent, {name}: {measured['difference_ms']} ms apart")
    result["goals_kept"] = verdicts(result)
    given.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(
        "Goals: "
        + ", ".join(f"{name} {'kept' if ok else 'MISSED'}" for name, ok in result["goals_kept"].items())
    )
    return 0 if all(result["goals_kept"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
