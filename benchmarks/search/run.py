"""Thai search beside CKAN's own schema, in one run: ``python benchmarks/search/run.py --help``."""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import statistics
import sys
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any

from generate import documents, queries

from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.search.solr import configset

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import Solr, Worker, percentile  # noqa: E402

ROOT = HERE.parent.parent
SHARED = ROOT.parent / "shared" / "data" / "datago-th"
SIDES = ("stock", "thai")
REPEATS = 5
GOALS = {"recall": 0.97, "precision_at_10": 0.90, "p95": 1.5, "index_size": 2.0, "indexing_rate": 0.8}


def stock_files() -> dict[str, str]:
    """CKAN's own schema with the same solrconfig, less what only our schema needs."""
    solrconfig = (configset.SOURCE / "conf" / "solrconfig.xml").read_text(encoding="utf-8")
    before, chain = solrconfig.split("<updateRequestProcessorChain", 1)
    solrconfig = before + chain.split("</updateRequestProcessorChain>", 1)[1]
    solrconfig = solrconfig.replace('<bool name="sow">true</bool>', "")
    empty = dict.fromkeys(("synonyms.txt", "protwords.txt", "stopwords.txt"), "")
    return {"schema.xml": configset.core_schema(), "solrconfig.xml": solrconfig, **empty}


# Quality


def own_set() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The project's own corpus and its judged queries."""
    with (HERE / "corpus.csv").open(encoding="utf-8", newline="") as file:
        records = [{**row, "resources": row["resources"].split("|")} for row in csv.DictReader(file)]
    with (HERE / "judgements.csv").open(encoding="utf-8", newline="") as file:
        judged = [
            {"query": row["query"].encode("raw_unicode_escape").decode("unicode_escape")
             if "\\u" in row["query"] else row["query"],
             "kind": row["kind"], "relevant": row["relevant"].split(), "right": row["relevant"].split()}
            for row in csv.DictReader(file)
        ]  # fmt: skip
    return records, judged


def shared_set() -> tuple[list[dict[str, Any]], list[dict[str, Any]]] | None:
    """The 200 records without their tags, and their tags as queries; None when the data is not there.

    Relevant: the tag's records whose own text (title, notes, resource names, agency) holds the query;
    the others cannot be found by anybody without the tags. Right in the first ten: tagged with the query, or
    holding it, because tags are never complete.
    """
    if not SHARED.is_dir():
        return None
    lines = (SHARED / "shared_datasets_200.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    texts: dict[str, str] = {}
    for record in records:
        record["resources"] = [resource["name"] or "" for resource in record["resources"]]
        parts = [record["title"], record["notes"] or "", record["organization"] or "", *record["resources"]]
        texts[record["name"]] = match_key("\n".join(parts))
    judged = []
    for line in (SHARED / "search_pairs_shared.jsonl").read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        holding = [name for name, text in texts.items() if match_key(pair["query"]) in text]
        judged.append({
            "query": pair["query"], "kind": "tag",
            "relevant": [name for name in pair["relevant"] if name in holding],
            "tagged": pair["relevant"],
            "right": sorted({*pair["relevant"], *holding}),
        })  # fmt: skip
    return records, judged


def quality(workers: dict[str, Worker], records: list[dict[str, Any]], judged: list[dict[str, Any]]) -> Any:
    """Recall, precision at 10 and zero hits of both sides; and what each side missed.

    Precision is the mean over the queries that a side answered at all; the others are its zero hits.
    """
    for worker in workers.values():
        worker.do("clear")
        worker.do("index", records=records)
    answerable = [one for one in judged if one["relevant"]]
    report: dict[str, Any] = {
        "documents": len(records),
        "queries": len(judged),
        "answerable_queries": len(answerable),
        "relevant_pairs": sum(len(one["relevant"]) for one in answerable),
    }
    for side, worker in workers.items():
        found_pairs, zero, widened = 0, 0, 0
        recalls, precisions, strict, misses = [], [], [], []
        for one in answerable:
            found = worker.do("search", q=one["query"], rows=200)
            names, top = set(found["names"]), found["names"][:10]
            hit = names & set(one["relevant"])
            found_pairs += len(hit)
            recalls.append(len(hit) / len(one["relevant"]))
            zero += not found["count"]
            widened += found["relaxed"]
            right = set(one["right"])
            if top:
                precisions.append(sum(name in right for name in top) / len(top))
                strict.append(sum(name in one.get("tagged", right) for name in top) / len(top))
            wrong = [name for name in top if name not in right]
            if hit != set(one["relevant"]) or wrong:
                missed = sorted(set(one["relevant"]) - hit)
                misses.append({"query": one["query"], "kind": one["kind"], "missed": missed, "wrong": wrong})
        report[side] = {
            "recall": round(found_pairs / report["relevant_pairs"], 4),
            "recall_mean_of_queries": round(statistics.mean(recalls), 4),
            "precision_at_10": round(statistics.mean(precisions), 4),
            "zero_hit_rate": round(zero / len(answerable), 4),
            "widened_queries": widened,
            "imperfect": misses,
        }
        if "tagged" in answerable[0]:
            report[side]["precision_at_10_tagged_only"] = round(statistics.mean(strict), 4)
            tagged = sum(len(one["tagged"]) for one in judged)
            report["tagged_pairs"] = tagged
            report[side]["recall_of_all_tagged"] = round(found_pairs / tagged, 4)
    return report


# Cost


def cost(solr: Solr, workers: dict[str, Worker], cores: dict[str, str], count: int) -> dict[str, Any]:
    """Indexing rate, index size and p95 on generated documents; the sides take turns."""
    report: dict[str, Any] = {"documents": count}
    for worker in workers.values():
        worker.do("clear")
    seconds: dict[str, list[float]] = {side: [] for side in SIDES}
    stream = documents(count)
    step = 5_000
    turn = 0
    while chunk := list(islice(stream, step)):
        for side in SIDES if turn % 2 == 0 else reversed(SIDES):
            seconds[side].append(workers[side].do("index", records=chunk, batch=True) / len(chunk))
        turn += 1
        print(f"\r  indexed {min(turn * step, count):,} of {count:,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    one_by_one: dict[str, list[float]] = {side: [] for side in SIDES}
    for turn in range(REPEATS):
        sample = list(islice(documents(count, first=count + turn * 200), 200))
        for side in SIDES if turn % 2 == 0 else reversed(SIDES):
            one_by_one[side].append(workers[side].do("index", records=sample) / len(sample))
    for side in SIDES:
        solr.optimize(cores[side])
        report[side] = {
            "documents_per_second_batched": round(1 / statistics.median(seconds[side])),
            "documents_per_second_one_by_one": round(1 / statistics.median(one_by_one[side])),
            "index_bytes": solr.index_bytes(cores[side]),
        }
    report["queries"] = timing(workers, report)
    stock, thai = report["stock"], report["thai"]
    report["ratios"] = {
        "p95": round(thai["p95_ms"] / stock["p95_ms"], 2),
        "p95_of_queries_both_answer": round(thai["p95_ms_both_answer"] / stock["p95_ms_both_answer"], 2),
        "index_size": round(thai["index_bytes"] / stock["index_bytes"], 2),
        "indexing_rate": round(
            thai["documents_per_second_batched"] / stock["documents_per_second_batched"], 2
        ),
        "indexing_rate_one_by_one": round(
            thai["documents_per_second_one_by_one"] / stock["documents_per_second_one_by_one"], 2
        ),
    }
    return report


def timing(workers: dict[str, Worker], report: dict[str, Any]) -> int:
    """Time the queries: a warm-up, then five rounds; a query's time is the median of its five."""
    asked = queries()
    times: dict[str, list[list[float]]] = {side: [[] for _ in asked] for side in SIDES}
    counts: dict[str, list[int]] = {side: [0] * len(asked) for side in SIDES}
    for turn in range(REPEATS + 1):
        for number, q in enumerate(asked):
            for side in SIDES if turn % 2 == 0 else reversed(SIDES):
                found = workers[side].do("search", q=q)
                counts[side][number] = found["count"]
                if turn:
                    times[side][number].append(found["seconds"] * 1000)
    both = [n for n in range(len(asked)) if counts["stock"][n] and counts["thai"][n]]
    for side in SIDES:
        medians = [statistics.median(measured) for measured in times[side]]
        report[side]["p50_ms"] = round(percentile(medians, 0.5), 1)
        report[side]["p95_ms"] = round(percentile(medians, 0.95), 1)
        report[side]["p95_ms_both_answer"] = round(percentile([medians[n] for n in both], 0.95), 1)
        report[side]["queries_answered"] = sum(1 for n in counts[side] if n)
    report["queries_both_answer"] = len(both)
    return len(asked)


# Report


def line(title: str, part: dict[str, Any]) -> str:
    sides = "; ".join(
        f"{side} recall {part[side]['recall']:.3f}, precision@10 {part[side]['precision_at_10']:.3f},"
        f" zero hits {part[side]['zero_hit_rate']:.3f}"
        for side in SIDES
    )
    return f"{title} ({part['answerable_queries']} queries, {part['documents']} documents): {sides}"


def verdicts(result: dict[str, Any]) -> dict[str, bool]:
    """Each goal, kept or not."""
    kept = {}
    for name in ("own", "shared"):
        if name in result:
            thai = result[name]["thai"]
            kept[f"{name} recall"] = thai["recall"] >= GOALS["recall"]
            kept[f"{name} precision@10"] = thai["precision_at_10"] >= GOALS["precision_at_10"]
    if "cost" in result:
        ratios = result["cost"]["ratios"]
        kept["p95"] = ratios["p95"] <= GOALS["p95"]
        kept["index size"] = ratios["index_size"] <= GOALS["index_size"]
        kept["indexing rate"] = ratios["indexing_rate"] >= GOALS["indexing_rate"]
    return kept


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--solr", default="http://127.0.0.1:8983/solr", help="Solr, without a core")
    parser.add_argument(
        "--solr-home", type=Path, required=True, help="its home folder (two cores are made there)"
    )
    parser.add_argument(
        "--ini", default=os.environ.get("CKAN_INI"), help="a CKAN ini (its database is only read)"
    )
    parser.add_argument(
        "--documents", type=int, default=100_000, help="generated documents; 0 skips the cost"
    )
    parser.add_argument("--json", type=Path, default=HERE / "result.json", help="where the result goes")
    return parser.parse_args()


def main() -> int:
    """Run everything and print one line a part."""
    given = arguments()
    solr = Solr(given.solr, given.solr_home)
    cores = {"stock": "bmagov_bench_stock", "thai": "bmagov_bench_thai"}
    urls = {
        "stock": solr.create(cores["stock"], stock_files()),
        "thai": solr.create(cores["thai"], configset.files()),
    }
    result: dict[str, Any] = {
        "versions": {
            "solr": solr.version(),
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in ("ckan", "ckanext-bmagov", "pysolr")},
            "cpus": os.cpu_count(),
        }
    }
    workers: dict[str, Worker] = {}
    try:
        for side in SIDES:
            workers[side] = Worker(HERE / "worker.py", side, urls[side], given.ini)
        result["own"] = quality(workers, *own_set())
        print(line("Own judged set", result["own"]))
        shared = shared_set()
        if shared:
            result["shared"] = quality(workers, *shared)
            for side in SIDES:  # names of others' records stay where they are
                del result["shared"][side]["imperfect"]
            print(line("Records without tags, tags as queries", result["shared"]))
        else:
            print(f"Records without tags: skipped, no {SHARED}")
        if given.documents:
            result["cost"] = cost(solr, workers, cores, given.documents)
            print(f"Cost on {given.documents:,} documents, thai / stock: {result['cost']['ratios']}")
    finally:
        for worker in workers.values():
            worker.close()
        for core in cores.values():
            solr.remove(core)
    result["goals_kept"] = verdicts(result)
    given.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(
        "Goals: "
        + ", ".join(f"{name} {'kept' if ok else 'MISSED'}" for name, ok in result["goals_kept"].items())
    )
    return 0 if all(result["goals_kept"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
