"""Benchmark: the whole catalog as RDF, beside ckanext-dcat's pages of it, in one run.

    CKAN_INI=test.ini CKAN_SQLALCHEMY_URL=postgresql://.../exchange_bench python benchmarks/exchange/run.py
        [--datasets 100000] [--pages 5] [--rounds 3] [--json FILE]

The database is for this alone, as for `benchmarks/kpi`: it is emptied and filled, and its name holds `bench`.

Ours: a process of its own reads every record from the database, describes it, writes Turtle and N-Triples and
packs both (`dump.make`); its peak memory is told, also for a tenth of the datasets; then the next night, with
nothing and with one dataset in a hundred changed. The peer is given ready records (what searching and
`package_show` take it gets for nothing) and writes pages of 100 with the profile `euro_dcat_ap_3`; so do we,
from the same records, in turns.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "kpi"))
import catalog

GOALS = {"turtle_to_peer": 8, "xml_to_peer": 3}
PER_PAGE = 100
PROFILE = ["euro_dcat_ap_3"]


def start() -> Any:
    """Make the application."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    return make_app(load_config())


def connect() -> Any:
    """Connect to the database, if it is one for benchmarks."""
    import psycopg2

    connection = psycopg2.connect(os.environ["CKAN_SQLALCHEMY_URL"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        if "bench" not in cursor.fetchone()[0]:
            raise SystemExit("The database's name does not hold `bench`: it would be emptied.")
    return connection


def fill(count: int) -> None:
    """Have exactly so many datasets in the database."""
    connection = connect()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM package")
        if cursor.fetchone()[0] != count:
            catalog.generate(connection, count)
    connection.commit()
    connection.close()


def change(share: int) -> None:
    """Give one dataset in so many another title."""
    connection = connect()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE package SET title = title || '.' WHERE abs(hashtext(id)) %% %s = 0", [share])
    connection.commit()
    connection.close()


def make() -> dict[str, float]:
    """Make the files; return how long it took, of how many, and the most memory."""
    from ckanext.bmagov.exchange.dcat.services import dump

    begun = time.perf_counter()
    made = dump.make()
    seconds = time.perf_counter() - begun
    sent = time.perf_counter()
    size = sum(map(len, dump.send("ttl")))
    return {
        "datasets": made.datasets,
        "anew": made.described,
        "seconds": round(seconds, 1),
        "per_second": round(made.datasets / seconds),
        "mebibytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "gzip_ttl_mebibytes": round(size / 2**20, 1),
        "sending_seconds": round(time.perf_counter() - sent, 1),
    }


def apart() -> dict[str, float]:
    """Make them in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--worker"], check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def compare_pages(pages: int, rounds: int) -> dict[str, Any]:
    """Take turns with pages of 100, both sides from the same records."""
    from ckan import model
    from ckanext.dcat.processors import RDFSerializer

    from ckanext.bmagov.exchange.dcat.readers.open_records import open_batches
    from ckanext.bmagov.exchange.dcat.services.graphs import Graphs

    records: list[dict[str, Any]] = []
    for batch in open_batches(model.Session, "http://test.ckan.net"):
        records += batch.datasets
        if len(records) >= pages * PER_PAGE:
            break
    parts = [records[start : start + PER_PAGE] for start in range(0, pages * PER_PAGE, PER_PAGE)]
    result: dict[str, Any] = {}
    for ours, theirs in (("ttl", "turtle"), ("xml", "xml")):
        times: dict[str, list[float]] = {"ours": [], "peer": []}
        for _ in range(rounds + 1):
            for part in parts:
                begun = time.perf_counter()
                RDFSerializer(profiles=PROFILE).serialize_catalog({}, part, _format=theirs)
                middle = time.perf_counter()
                graphs = Graphs()
                graphs.write(graphs.catalog(part), ours)
                times["peer"].append(middle - begun)
                times["ours"].append(time.perf_counter() - middle)
        warm = {side: values[pages:] for side, values in times.items()}
        result[ours] = {side: round(PER_PAGE / statistics.median(values)) for side, values in warm.items()}
    return result


def main() -> int:
    """Run, print, and end with 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--datasets", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        with start()._wsgi_app.test_request_context():
            print(json.dumps(make()))
        return 0
    result: dict[str, Any] = {}
    for name, count in (("tenth", options.datasets // 10), ("whole", options.datasets)):
        fill(count)
        result[name] = apart()
    with start()._wsgi_app.test_request_context():
        result["pages_per_second"] = compare_pages(options.pages, options.rounds)
    result["next_night"] = apart()
    change(100)
    result["one_in_a_hundred"] = apart()
    pages = result["pages_per_second"]
    values = {
        "turtle_to_peer": round(result["whole"]["per_second"] / pages["ttl"]["peer"], 1),
        "xml_to_peer": round(pages["xml"]["ours"] / pages["xml"]["peer"], 1),
    }
    result |= {"goals": GOALS, "values": values, "load": os.getloadavg()}
    names = ("ckan", "ckanext-dcat", "ckanext-bmagov", "rdflib")
    result["versions"] = {name: version(name) for name in names} | {"python": platform.python_version()}
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result))
    print(", ".join(f"{name} {value} (goal {GOALS[name]})" for name, value in values.items()))
    return 0 if all(values[name] >= GOALS[name] for name in GOALS) else 1


if __name__ == "__main__":
    sys.exit(main())
