"""Check the log of decisions of a catalog from outside: `python -I verify_log.py --help`.

Needs Python 3.9 and this file alone, reads files and asks no network. Sources: RFC 8032 (Ed25519), RFC 9162
section 2.1 (trees), C2SP signed-note and tlog-checkpoint. Ends with 0 when all that was asked is proved, with
1 when something is wrong, with 2 when it was called wrongly.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
NAME, BASE64 = r"[^\s+]{1,255}", r"[A-Za-z0-9+/]+={0,2}"
NOTE = re.compile(
    rf"^((?P<origin>{NAME})\n(?P<size>0|[1-9]\d{{0,17}})\n(?P<root>[A-Za-z0-9+/]{{43}}=)\n(?:[^\n]+\n){{0,9}})"
    rf"\n(?P<signatures>(?:— {NAME} {BASE64}\n){{1,16}})",
    re.MULTILINE,
)


class WrongError(Exception):
    """Something is not as it should be; the message says what."""


def sha256(data: bytes) -> bytes:
    """Return the hash of bytes."""
    return hashlib.sha256(data).digest()


def plus(p: Any, q: Any) -> Any:
    """Add two points (X, Y, Z, T) of Ed25519 (RFC 8032, 5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, p: Any) -> Any:
    """Multiply a point."""
    q = (0, 1, 1, 0)
    while number:
        q = plus(q, p) if number & 1 else q
        p, number = plus(p, p), number >> 1
    return q


def point(data: bytes) -> Any:
    """Return the point that 32 bytes stand for (RFC 8032, 5.1.3); None for none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature is good (RFC 8032, 5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(s, BASE), plus(r, times(k, key))
    return not any((left[i] * right[2] - right[i] * left[2]) % P for i in (0, 1))


def climb(place: int, last: int, node: bytes, path: list[bytes]) -> tuple[bytes, bytes]:
    """Go up by a path: what comes of left siblings alone, and of all (RFC 9162, 2.1.3.2 and 2.1.4.2)."""
    older = newer = node
    for sibling in path:
        if last == 0:
            raise WrongError("the proof is too long")
        if place & 1 or place == last:
            older, newer = sha256(b"\x01" + sibling + older), sha256(b"\x01" + sibling + newer)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            newer = sha256(b"\x01" + newer + sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise WrongError("the proof is too short")
    return older, newer


def check_growth(old: Any, new: Any, proof: Any) -> None:
    """Check that a log only grew, by two checkpoints (origin, size, root)."""
    if old[1] > new[1]:
        raise WrongError(f"ROLLED BACK: the log had {old[1]} entries, now it has {new[1]}")
    good = old[2] == (new[2] if old[1] else sha256(b""))
    if 0 < old[1] < new[1]:
        if (proof.get("consistency") or {}).get("old_size") != old[1]:
            raise WrongError(f"there is no proof of growth from {old[1]} entries in --proof")
        path = [decode(node) for node in proof["consistency"]["hashes"]]
        path = path if old[1] & (old[1] - 1) else [old[2], *path]
        place, last = old[1] - 1, new[1] - 1
        while place & 1:
            place, last = place >> 1, last >> 1
        good = climb(place, last, path[0], path[1:]) == (old[2], new[2])
    if not good:
        raise WrongError(f"FORKED: the {old[1]} entries of before are not the first {old[1]} of now")


def check_entry(entry: Any, new: Any, proof: Any, digest_only: bool) -> None:
    """Check the content of an entry against its digest, and that the digest is in the log."""
    name = f"entry {entry['number']}"
    if not digest_only and (not entry["whole"] or entry["previous"] is None):
        raise WrongError(f"a part of {name} is hidden from who asked: only --digest-only can be checked")
    fields = [entry.get(key) for key in ("number", "at", "actor_id", "kind", "payload", "previous")]
    content = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if not digest_only and sha256(content.encode()).hex() != entry["digest"]:
        raise WrongError(f"CHANGED: the content of {name} is not what its digest is of")
    if (proof.get("inclusion") or {}).get("entry") != entry["number"]:
        raise WrongError(f"there is no proof of {name} in --proof")
    leaf = sha256(b"\x00" + bytes.fromhex(entry["salt"]) + bytes.fromhex(entry["digest"]))
    path = [decode(node) for node in proof["inclusion"]["hashes"]]
    if not 0 < entry["number"] <= new[1] or climb(entry["number"] - 1, new[1] - 1, leaf, path)[1] != new[2]:
        raise WrongError(f"{name} is not in the log of the checkpoint, or not as it is here")


def decode(text: str) -> bytes:
    """Return the bytes of base64."""
    return base64.b64decode(text, validate=True)


def read_checkpoint(file: Path, key_file: Path) -> Any:
    """Return origin, size and root of the last checkpoint in a file, once its signature is checked."""
    name, number, key = key_file.read_text("utf-8").splitlines()[0].split("+", 2)
    public = decode(key)
    if public[:1] != b"\x01" or sha256(name.encode() + b"\n" + public)[:4].hex() != number:
        raise WrongError(f"{key_file} does not begin with a key")
    notes = list(NOTE.finditer(file.read_text("utf-8").replace("\r\n", "\n").rstrip("\n") + "\n"))
    if not notes:
        raise WrongError(f"there is no checkpoint in {file}")
    note, start = notes[-1], f"— {name} "
    if note["origin"] != name:
        raise WrongError(f"{file} is of the log of {note['origin']}, the key of that of {name}")
    lines = [decode(line[len(start) :]) for line in note["signatures"].split("\n") if line.startswith(start)]
    signed = (line[4:] for line in lines if line[:4].hex() == number)
    if not any(is_signed(public[1:], note[1].encode(), signature) for signature in signed):
        raise WrongError(f"{file} is not signed by the key")
    return name, int(note["size"]), decode(note["root"])


def check(options: argparse.Namespace) -> list[str]:
    """Check what was asked, and return what is proved."""
    new = read_checkpoint(options.checkpoint, options.key)
    said = [f"checkpoint: {new[0]}, {new[1]} entries, signature good"]
    proof = json.loads(options.proof.read_text("utf-8")) if options.proof else {}
    proof = proof.get("result", proof)
    if proof and proof["size"] != new[1]:
        raise WrongError(f"the proof is for {proof['size']} entries, the checkpoint has {new[1]}")
    if options.old:
        old = read_checkpoint(options.old, options.key)
        check_growth(old, new, proof)
        said.append(f"growth: the {old[1]} entries of before are the first of the {new[1]} of now")
    if options.entry:
        entry = json.loads(options.entry.read_text("utf-8"))
        check_entry(entry, new, proof, options.digest_only)
        said.append(f"entry {entry['number']}: {'its digest' if options.digest_only else 'it'} is in the log")
    return said


def main() -> int:
    """Run, and return the exit status."""
    parser = argparse.ArgumentParser(description="Check the log of decisions of a catalog from outside.")
    parser.add_argument("--key", type=Path, required=True, help="/kpi/log-key.txt, as it was first kept")
    parser.add_argument("--checkpoint", type=Path, required=True, help="/kpi/log-checkpoint.txt")
    parser.add_argument("--old", type=Path, help="an earlier checkpoint; of several in a file the last")
    parser.add_argument("--entry", type=Path, help="an entry as bmagov_access_log_list lists it")
    parser.add_argument("--proof", type=Path, help="the answer of bmagov_log_proof_show")
    parser.add_argument("--digest-only", action="store_true", help="do not check the content of the entry")
    try:
        said, status = check(parser.parse_args()), 0
    except WrongError as error:
        said, status = [f"WRONG: {error}"], 1
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        said, status = [f"WRONG: a file is not what it should be: {type(error).__name__} {error}"], 1
    sys.stdout.write("\n".join(said) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
