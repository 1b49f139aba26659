"""Benchmark: scoring a city, saving with a score, the audit overview; each beside its peer, in one run.

    CKAN_INI=test.ini CKAN_SQLALCHEMY_URL=postgresql://.../kpi_bench python benchmarks/kpi/run.py
        [--datasets 100000] [--rounds 3] [--sample 60] [--skip score,changes,save,overview] [--json FILE]
        [--dcat-ap FILE]

The database is for this alone: emptied and filled when it holds another number of datasets; its name
must hold `bench`. Make it with `createdb`, `ckan db upgrade`, `ckan db pending-migrations --apply`. Needs
pySHACL too.

Score: every agency, every criterion, findings stored, in a process of its own, whose peak memory is told, and
by two processes that share a run; each as it is every night, when new data came for one dataset in a hundred
since facts were read, and once (`cold`) with nothing kept of what was read before. Its peers see a sample:
`package_show` and the same rules on what it gives (what is not in it, events and columns, they get free of
charge), and pySHACL on ready graphs of the same, by our shapes and, where FILE is given, by all of DCAT-AP
(`dcat-ap-SHACL.ttl` of a release). The findings of the loop must be those that were stored.
Changes: new data for one dataset in a hundred, mended,
beside a whole run; every row that is stored must be the same. Save: `package_patch` with and without the note
whose score changed, in turns.
Overview: `/kpi/<year>`, CKAN's own list of `/organization/` (`?page=1` leads to it, past our tree) and that
tree, in turns; Solr may be empty, which only favours CKAN.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import catalog

HERE = Path(__file__).parent
GOALS = {
    "score_to_loop": 30,
    "two_to_loop": 50,
    "score_to_pyshacl": 150,
    "score_to_dcat_ap": 100,
    "score_seconds": 60,
    "score_mebibytes": 400,
    "whole_to_mended": 30,
    "save_ratio": 1.10,
    "overview_ratio": 1.0,
    "overview_queries": 12,
    "overview_kibibytes": 150,
}
LEAST = {"score_to_loop", "two_to_loop", "score_to_pyshacl", "score_to_dcat_ap", "whole_to_mended"}
"""Of these more is better, of the others less."""


def start() -> Any:
    """Make the application; without Solr's commit, which would hide every difference."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    config = load_config()
    config["ckan.search.solr_commit"] = "false"
    return make_app(config)


def fill(count: int) -> dict[str, int]:
    """Have exactly so many datasets in the database."""
    import psycopg2

    connection = psycopg2.connect(os.environ["CKAN_SQLALCHEMY_URL"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        if "bench" not in cursor.fetchone()[0]:
            raise SystemExit("The database's name does not hold `bench`: it would be emptied.")
        cursor.execute("SELECT count(*) FROM package WHERE name NOT LIKE 'kpi-bench-%'")
        if cursor.fetchone()[0] != count:
            catalog.generate(connection, count)
        tables = ("package", "resource", '"group"', "bmagov_obligation", "bmagov_data_event",
                  "bmagov_dictionary_column", "bmagov_resource_content")  # fmt: skip
        rows = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            rows[table.strip('"')] = cursor.fetchone()[0]
    connection.close()
    return rows


# Score


SCORED = {
    "bmagov_scorecard": "agency_id, rule_digest, result, highest, stated, parts, counts",
    "bmagov_criterion_score": "*",
    "bmagov_finding": "*",
}
"""All that is stored of a score, but the moment it was made."""


def stored() -> str:
    """Return a digest of every row that scores are kept in."""
    import sqlalchemy as sa

    from ckan import model

    digest = hashlib.sha256()
    for table, columns in SCORED.items():
        rows = f"SELECT {columns} FROM {table} WHERE fiscal_year = {catalog.FISCAL_YEAR}"
        found = model.Session.scalars(
            sa.text(f"SELECT md5(to_jsonb(t)::text) AS line FROM ({rows}) AS t ORDER BY line")
        )
        for line in found:
            digest.update(line.encode())
    model.Session.rollback()
    return digest.hexdigest()


def change(share: int) -> int:
    """Have new data come for one dataset in so many, and note it as a save does; return how many."""
    import sqlalchemy as sa

    from ckan import model

    from ckanext.bmagov.files.model import DataEvent
    from ckanext.bmagov.kpi.score.services import score_changes

    rows = sa.text(
        "SELECT id, (SELECT id FROM resource r WHERE r.package_id = p.id LIMIT 1) AS resource_id"
        " FROM package p WHERE state = 'active' AND name NOT LIKE 'kpi-bench-%'"
        " ORDER BY md5(id || :salt) LIMIT :count"
    )
    count = model.Session.scalar(sa.text("SELECT count(*) FROM package")) // share
    found = model.Session.execute(rows, {"salt": str(time.time_ns()), "count": count}).all()
    for one in found:
        model.Session.add(
            DataEvent(package_id=one.id, resource_id=one.resource_id, at=datetime.now(UTC), change="new_data",
                      sha256=hashlib.sha256(os.urandom(8)).hexdigest(), size=1)
        )  # fmt: skip
    score_changes.note_datasets(model.Session, [one.id for one in found])
    model.Session.commit()
    return len(found)


def score(*, changed: bool = False, join: bool = False) -> dict[str, Any]:
    """Score everything, mend what changed, or share a run that waits; the process does nothing else.

    Who shares says when it is ready, and begins with the next line of its input.
    """
    app = start()
    with app._wsgi_app.test_request_context():
        import sqlalchemy as sa

        import ckan.plugins.toolkit as tk
        from ckan import model

        if join:
            print("ready", flush=True)
            sys.stdin.readline()
        else:
            model.Session.execute(sa.text("DELETE FROM bmagov_score_run"))  # not to join one
            model.Session.commit()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, cpu = time.perf_counter(), time.process_time()
        data = {"kpi": catalog.KPI, "fiscal_year": catalog.FISCAL_YEAR, "changed": changed}
        answer = tk.get_action("bmagov_scorecard_update")(context(), data)
        seconds, cpu = time.perf_counter() - seconds, time.process_time() - cpu
    return {
        "seconds": seconds,
        "cpu": cpu,
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "mebibytes_before": before / 1024,
        "agencies": answer["scored"],
        "failed": answer["failed"],
    }


def context() -> Any:
    import ckan.plugins.toolkit as tk

    return {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"], "ignore_auth": True}


def end_transaction() -> None:
    """Leave no transaction open while other processes work: PostgreSQL would end the connection."""
    from ckan import model

    model.Session.rollback()


class Peers:
    """The loop and pySHACL, on one sample of what the register names."""

    def __init__(self, size: int, dcat_ap: Path | None = None) -> None:
        import sqlalchemy as sa
        from rdflib import Graph

        from ckan import model

        from ckanext.bmagov.base.readers.dataset_schema import facts
        from ckanext.bmagov.kpi.register.model import Obligation
        from ckanext.bmagov.kpi.register.services import as_domain
        from ckanext.bmagov.kpi.rules.readers import rule_files
        from ckanext.bmagov.kpi.score import readers
        from ckanext.bmagov.metadata.domain.completeness import Mandatory

        self.rules = next(one.rules for one in rule_files() if one.rules.fiscal_year == catalog.FISCAL_YEAR)
        duty = Obligation.__table__
        named = sa.select(duty, model.Package.owner_org, model.Group.extras.label("agency")).where(
            duty.c.dataset_id == model.Package.id,
            model.Package.state == "active",
            model.Group.id == duty.c.agency_id,
        )
        rows = model.Session.execute(named.order_by(sa.func.md5(duty.c.id)).limit(size)).all()
        self.duties = [(as_domain(row), row.agency["kind"]) for row in rows]
        self.ids = sorted(one.dataset_id for one, _ in self.duties)
        self.read()
        self.facts_of = readers._facts_of
        self.mandatory = Mandatory(facts())
        self.texts, self.characters = readers._mandatory_texts(facts().dataset), readers._characters
        self.shapes = Graph().parse(HERE / "shapes.ttl")
        self.dcat_ap = Graph().parse(dcat_ap) if dcat_ap else None
        self.graphs = [self._graph(one.dataset_id) for one, _ in self.duties]
        end_transaction()

    def read(self) -> None:
        """Read what `package_show` does not give, for nothing."""
        from ckan import model

        from ckanext.bmagov.kpi.score import readers

        self.parts = readers._Parts(model.Session, self.ids)
        end_transaction()

    def _graph(self, dataset_id: str) -> Any:
        import ckan.plugins.toolkit as tk
        from ckanext.dcat.processors import RDFSerializer

        serializer = RDFSerializer()
        serializer.graph_from_dataset(tk.get_action("package_show")(context(), {"id": dataset_id}))
        return serializer.g

    def loop(self, moment: datetime) -> dict[str, dict[str, Any]]:
        """Score by what `package_show` gives; return findings by duty and criterion."""
        import ckan.plugins.toolkit as tk

        from ckanext.bmagov.base.domain.dictionary_resource import data_resources
        from ckanext.bmagov.kpi.score.domain.engine import evaluate
        from ckanext.bmagov.kpi.score.domain.facts import Facts

        found: dict[str, dict[str, Any]] = {}
        user = context()
        for duty, kind in self.duties:
            record = tk.get_action("package_show")({**user}, {"id": duty.dataset_id})
            record["tag_string"] = ", ".join(tag["name"] for tag in record["tags"])
            resources = record["resources"] = data_resources(record["resources"])
            record["metadata_created"] = datetime.fromisoformat(record["metadata_created"])
            dataset = replace(
                self.facts_of(record, resources, self.parts, self.mandatory.count(record)),
                characters=self.characters(record, self.texts),
            )
            facts = Facts(duty.agency_id, kind, catalog.FISCAL_YEAR, (duty,), (dataset,))
            for one in evaluate(facts, self.rules, moment).findings:
                if one.subject_id == duty.id:
                    found.setdefault(duty.id, {})[one.criterion] = (one.state.value, one.reason)
        end_transaction()
        return found

    def pyshacl(self, shapes: Any) -> int:
        """Validate each graph; return how many conform."""
        from pyshacl import validate

        return sum(bool(validate(graph, shacl_graph=shapes)[0]) for graph in self.graphs)

    def stored(self) -> dict[str, dict[str, Any]]:
        """What our run keeps of the same duties."""
        import sqlalchemy as sa

        from ckan import model

        from ckanext.bmagov.kpi.score.model import Finding

        ids = [duty.id for duty, _ in self.duties]
        found: dict[str, dict[str, Any]] = {}
        for one in model.Session.scalars(sa.select(Finding).where(Finding.subject_id.in_(ids))):
            found.setdefault(one.subject_id, {})[one.criterion] = (one.state, one.reason)
        model.Session.rollback()
        return found


def timed(work: Any) -> tuple[dict[str, float], Any]:
    """Return seconds, seconds of the processor, and the result."""
    seconds, cpu = time.perf_counter(), time.process_time()
    result = work()
    return {"seconds": time.perf_counter() - seconds, "cpu": time.process_time() - cpu}, result


def worker(*arguments: str) -> dict[str, Any]:
    """Run this file in a process of its own."""
    command = [sys.executable, str(HERE / "run.py"), *arguments]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])


def shared(workers: int) -> dict[str, Any]:
    """Let several processes score everything together."""
    command = [sys.executable, str(HERE / "run.py"), "--join"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes: list[Any] = [subprocess.Popen(command, **pipes) for _ in range(workers)]
    for process in processes:
        while process.stdout.readline() != "ready\n":
            if process.poll() is not None:
                raise SystemExit("A worker could not start")
    seconds = time.perf_counter()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    outputs = [json.loads(process.communicate()[0].splitlines()[-1]) for process in processes]
    return {
        "seconds": max(output["seconds"] for output in outputs),
        "seconds_with_exit": time.perf_counter() - seconds,
        "cpu": sum(output["cpu"] for output in outputs),
        "agencies": [output["agencies"] for output in outputs],
        "failed": [output["failed"] for output in outputs],
    }


def compare_changes(rounds: int) -> dict[str, Any]:
    """Mend what one dataset in a hundred changed, then score everything; what is stored must be the same."""
    taken: dict[str, list[dict[str, Any]]] = {"mended": [], "whole": []}
    count, same = 0, True
    worker("--worker")  # of today, as what is mended must be
    for _ in range(rounds):
        count = change(100)
        taken["mended"].append(worker("--mend"))
        mended = stored()
        taken["whole"].append(worker("--worker"))
        same = same and mended == stored()
    middle = {
        side: {name: statistics.median(one[name] for one in some) for name in ("seconds", "cpu")}
        for side, some in taken.items()
    }
    return {
        "rounds": taken,
        "changed": count,
        "whole_to_mended": round(middle["whole"]["seconds"] / middle["mended"]["seconds"], 1),
        "whole_to_mended_cpu": round(middle["whole"]["cpu"] / middle["mended"]["cpu"], 1),
        "mended_seconds": round(middle["mended"]["seconds"], 2),
        "same_rows": same,
    }


def forget_facts() -> None:
    """Keep nothing of what was read of datasets."""
    import sqlalchemy as sa

    from ckan import model

    model.Session.execute(sa.text("DELETE FROM bmagov_seen_facts"))
    model.Session.commit()


def compare_scores(rounds: int, sample: int, datasets: int, dcat_ap: Path | None) -> dict[str, Any]:
    """Take turns: our run in its process, the loop, pySHACL."""
    peers = Peers(sample, dcat_ap)
    shapes = {"pyshacl": peers.shapes} | ({"dcat_ap": peers.dcat_ap} if peers.dcat_ap else {})
    for one in shapes.values():
        peers.pyshacl(one)
    taken: dict[str, list[dict[str, Any]]] = {side: [] for side in ("cold", "score", "two", "loop", *shapes)}
    same, conform = True, {}
    for _ in range(rounds):
        forget_facts()
        taken["cold"].append(worker("--worker"))
        change(100)
        taken["score"].append(worker("--worker"))
        change(100)
        taken["two"].append(shared(2))
        peers.read()
        moment = datetime.now(UTC)
        peers.loop(moment)
        spent, found = timed(lambda moment=moment: peers.loop(moment))
        taken["loop"].append(spent)
        same = same and found == peers.stored()
        for name, one in shapes.items():
            spent, conform[name] = timed(lambda one=one: peers.pyshacl(one))
            taken[name].append(spent)
    middle = {
        side: {name: statistics.median(one[name] for one in some) for name in ("seconds", "cpu")}
        for side, some in taken.items()
    }
    count = {side: datasets if side in ("cold", "score", "two") else sample for side in taken}
    rate = {name: {side: count[side] / middle[side][name] for side in count} for name in ("seconds", "cpu")}
    return {
        "rounds": taken,
        "datasets_a_second": {side: round(value, 1) for side, value in rate["seconds"].items()},
        "datasets_a_cpu_second": {side: round(value, 1) for side, value in rate["cpu"].items()},
        "score_to_loop": round(rate["seconds"]["score"] / rate["seconds"]["loop"], 1),
        "two_to_loop": round(rate["seconds"]["two"] / rate["seconds"]["loop"], 1),
        "cold_to_loop": round(rate["seconds"]["cold"] / rate["seconds"]["loop"], 1),
        "score_to_loop_cpu": round(rate["cpu"]["score"] / rate["cpu"]["loop"], 1),
        "cold_to_loop_cpu": round(rate["cpu"]["cold"] / rate["cpu"]["loop"], 1),
        **{
            f"score_to_{name}{ending}": round(rate[unit]["score"] / rate[unit][name], 1)
            for name in shapes
            for unit, ending in (("seconds", ""), ("cpu", "_cpu"))
        },
        "score_seconds": round(middle["score"]["seconds"], 1),
        "score_cpu_seconds": round(middle["score"]["cpu"], 1),
        "score_mebibytes": round(max(one["mebibytes"] for one in taken["score"]), 1),
        "same_findings": same,
        "sample": sample,
        "conform": conform,
        "failed": taken["score"][-1]["failed"],
    }


# Save


def compare_saves(rounds: int, each: int) -> dict[str, Any]:
    """Patch one dataset that a duty names, with and without the note, in turns."""
    import ckan.plugins.toolkit as tk
    from ckan import model

    from ckanext.bmagov.kpi.register.model import Obligation
    from ckanext.bmagov.kpi.score.services import score_changes

    sys.path.insert(0, str(HERE.parent / "metadata"))
    spec = __import__("importlib.util").util.spec_from_file_location(
        "metadata_benchmark", HERE.parent / "metadata" / "run.py"
    )
    other = __import__("importlib.util").util.module_from_spec(spec)
    spec.loader.exec_module(other)
    name = f"kpi-bench-{time.time_ns():x}"
    agency = catalog._id("agency", 0)
    dataset = tk.get_action("package_create")(context(), other.payload("bmagov", name, agency))
    duty = Obligation(
        agency_id=agency, kind="city_indicator", added_year=2569, title=name, dataset_id=dataset["id"],
        created_by="bench",
    )  # fmt: skip
    model.Session.add(duty)
    model.Session.commit()
    note = score_changes.note_datasets
    sides = {"with": note, "without": lambda _session, _dataset_ids: None}
    taken: dict[str, list[float]] = {side: [] for side in sides}
    cpu: dict[str, list[float]] = {side: [] for side in sides}
    tk.config["testing"] = False  # so that a worker is told, as on a site
    try:
        for turn in range(-3, rounds * each):
            for side in sorted(sides, reverse=bool(turn % 2)):
                score_changes.note_datasets = sides[side]
                change = {"id": dataset["id"], "title": f"{dataset['title']} {turn} {side}"}
                spent, _ = timed(lambda change=change: tk.get_action("package_patch")(context(), change))
                if turn >= 0:
                    taken[side].append(spent["seconds"])
                    cpu[side].append(spent["cpu"])
    finally:
        score_changes.note_datasets = note
        tk.config["testing"] = True
        model.Session.delete(duty)
        model.Session.commit()
        tk.get_action("dataset_purge")(context(), {"id": dataset["id"]})
    middle = {side: statistics.median(values) for side, values in taken.items()}
    middle_cpu = {side: statistics.median(values) for side, values in cpu.items()}
    return {
        "milliseconds": {side: round(1000 * value, 1) for side, value in middle.items()},
        "cpu_milliseconds": {side: round(1000 * value, 1) for side, value in middle_cpu.items()},
        "save_ratio": round(middle["with"] / middle["without"], 3),
        "save_ratio_cpu": round(middle_cpu["with"] / middle_cpu["without"], 3),
        "saves": len(taken["with"]),
    }


# Overview


def compare_overviews(app: Any, each: int) -> dict[str, Any]:
    """Ask for the pages in turns, as an auditor; count queries and bytes of ours."""
    import sqlalchemy as sa

    import ckan.plugins.toolkit as tk
    from ckan import model

    with app.test_request_context():  # closed before the pages are asked for: they would share its user
        name = f"bench{random.randrange(10**9)}"
        secret = "Bench-mark-1-Bench"
        user = {"name": name, "email": f"{name}@example.go.th", "password": secret}
        tk.get_action("user_create")(context(), user)
        account: Any = model.User.get(name)
        account.sysadmin = True
        model.Session.commit()
        made = tk.get_action("api_token_create")({"user": name}, {"user": name, "name": "bench"})
        engine = model.meta.engine
    client, headers = app.test_client(), {"Authorization": made["token"]}
    pages = {
        "overview": f"/kpi/{catalog.FISCAL_YEAR}",
        "organizations": "/organization/?page=1",
        "tree": "/organization/",
    }
    queries: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        queries.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    taken: dict[str, list[dict[str, float]]] = {side: [] for side in pages}
    counted: dict[str, int] = {}
    size: dict[str, int] = {}
    status: dict[str, int] = {}
    for turn in range(-2, each):
        for side, address in pages.items():
            queries.clear()
            spent, answer = timed(lambda address=address: client.get(address, headers=headers))
            status[side], size[side], counted[side] = answer.status_code, len(answer.data), len(queries)
            if turn >= 0:
                taken[side].append(spent)
    sa.event.remove(engine, "before_cursor_execute", note)
    middle = {
        side: {kind: statistics.median(one[kind] for one in some) for kind in ("seconds", "cpu")}
        for side, some in taken.items()
    }
    return {
        "status": status,
        "milliseconds": {side: round(1000 * one["seconds"], 1) for side, one in middle.items()},
        "cpu_milliseconds": {side: round(1000 * one["cpu"], 1) for side, one in middle.items()},
        "overview_ratio": round(middle["overview"]["seconds"] / middle["organizations"]["seconds"], 3),
        "overview_ratio_cpu": round(middle["overview"]["cpu"] / middle["organizations"]["cpu"], 3),
        "overview_to_tree_cpu": round(middle["overview"]["cpu"] / middle["tree"]["cpu"], 3),
        "overview_queries": counted["overview"],
        "other_queries": {side: counted[side] for side in ("organizations", "tree")},
        "overview_kibibytes": round(size["overview"] / 1024, 1),
        "requests": each,
    }


def main() -> int:
    """Run, print, and end with 1 when a goal is missed or results differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--datasets", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--skip", default="")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--dcat-ap", type=Path, help="shapes of DCAT-AP, for pySHACL")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--join", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--mend", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker or options.mend or options.join:
        print(json.dumps(score(changed=options.mend, join=options.join)))
        return 0
    skipped = set(options.skip.split(","))
    found: dict[str, Any] = {"datasets": options.datasets, "rows": fill(options.datasets)}
    app = start()
    with app._wsgi_app.test_request_context():
        if "score" not in skipped:
            found["score"] = compare_scores(options.rounds, options.sample, options.datasets, options.dcat_ap)
        if "changes" not in skipped:
            found["changes"] = compare_changes(options.rounds)
        if "save" not in skipped:
            found["save"] = compare_saves(options.rounds, 15)
    if "overview" not in skipped:
        found["overview"] = compare_overviews(app._wsgi_app, 5 * options.rounds)
        if set(found["overview"]["status"].values()) != {200}:
            raise SystemExit(f"A page was not shown: {found['overview']}")
    values = {
        name: part[name]
        for part in found.values()
        if isinstance(part, dict)
        for name in GOALS
        if name in part
    }
    found["goals"] = GOALS
    found["reached"] = {
        name: value >= GOALS[name] if name in LEAST else value <= GOALS[name]
        for name, value in values.items()
    }
    found["load"] = os.getloadavg()
    found["versions"] = {name: version(name) for name in ("ckan", "ckanext-bmagov", "pyshacl", "rdflib")} | {
        "python": platform.python_version()
    }
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, ensure_ascii=False))
    print(", ".join(f"{name} {value} (goal {GOALS[name]})" for name, value in values.items()))
    same = found.get("score", {}).get("same_findings", True) and found.get("changes", {}).get(
        "same_rows", True
    )
    return 0 if all(found["reached"].values()) and same else 1


if __name__ == "__main__":
    sys.exit(main())
