"""The verifier that outsiders run: alone, by the standard library, on what is true and on what is not."""

from __future__ import annotations

import base64
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import ckanext.bmagov as package
from ckanext.bmagov.tests.tools_public.log_maker import PublishedLog, entries, new_key

SCRIPT = Path(package.__file__).parent / "tools_public" / "verify_log.py"


def loaded() -> Any:
    spec = importlib.util.spec_from_file_location("verify_log", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = loaded()


class Case:
    """Files of somebody who checks a log, and the script run on them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, new_key(folder)
        self.log = PublishedLog(self.key, entries(11))
        self.write("log-key.txt", f"{self.key.verifier}\n")
        self.write("old.txt", self.log.checkpoint(6))
        self.write("new.txt", self.log.checkpoint())
        self.write("entry.json", self.log.entry(4))
        self.write("proof.json", self.log.proof(entry=4, old_size=6))

    def write(self, name: str, content: Any) -> None:
        content = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (self.folder / name).write_text(content, "utf-8")

    def options(self) -> list[str]:
        names = {"key": "log-key.txt", "checkpoint": "new.txt", "old": "old.txt", "entry": "entry.json"}
        names["proof"] = "proof.json"
        return [part for name, file in names.items() for part in (f"--{name}", str(self.folder / file))]

    def run(self, *more: str) -> tuple[int, str]:
        command = [sys.executable, "-I", str(SCRIPT), *self.options(), *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder)
        assert done.stderr == ""
        return done.returncode, done.stdout


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def test_it_is_short_and_needs_nothing():
    lines = SCRIPT.read_text("utf-8").splitlines()
    assert len(lines) <= 200
    imported = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= {*sys.stdlib_module_names}


def test_what_is_true_is_proved(case: Case):
    status, said = case.run()
    assert (status, said.splitlines()) == (
        0,
        [
            "checkpoint: data.example.go.th, 11 entries, signature good",
            "growth: the 6 entries of before are the first of the 11 of now",
            "entry 4: it is in the log",
        ],
    )


def test_the_script_and_the_catalog_agree_on_every_proof():
    class Key:
        verifier = type("", (), {"name": "x"})

    log = PublishedLog(Key, entries(20))  # pyright: ignore[reportArgumentType]
    for size in range(1, 21):
        new = ("x", size, log.tree.root(size))
        for old in range(1, size + 1):
            proof = log.proof(entry=old, old_size=old, size=size)["result"]
            VERIFIER.check_growth(("x", old, log.tree.root(old)), new, proof)
            VERIFIER.check_entry(log.entry(old), new, proof, False)


class TestTampered:
    @pytest.mark.parametrize("place", [1, 3, 6])
    def test_a_changed_entry_is_a_fork(self, case: Case, place: int):
        other = PublishedLog(case.key, entries(11, **{f"e{place}": "อื่น"}))
        self.rewritten(case, other)
        assert "WRONG: FORKED: the 6 entries" in case.run()[1]

    def test_so_is_another_salt(self, case: Case):
        self.rewritten(case, PublishedLog(case.key, entries(11), salts="other"))
        assert "WRONG: FORKED" in case.run()[1]

    def test_a_dropped_entry_is_a_fork(self, case: Case):
        chain = entries(12)
        self.rewritten(case, PublishedLog(case.key, [*chain[:2], *chain[3:]]))
        assert "WRONG: FORKED" in case.run()[1]

    def test_an_inserted_entry_is_a_fork(self, case: Case):
        chain = entries(11)
        self.rewritten(case, PublishedLog(case.key, [*chain[:2], entries(1, e1="อื่น")[0], *chain[2:]]))
        assert "WRONG: FORKED" in case.run()[1]

    def test_a_cut_end_is_rolled_back(self, case: Case):
        case.write("new.txt", case.log.checkpoint(5))
        case.write("proof.json", case.log.proof(entry=4, size=5))
        assert case.run() == (1, "WRONG: ROLLED BACK: the log had 6 entries, now it has 5\n")

    @staticmethod
    def rewritten(case: Case, other: PublishedLog) -> None:
        case.write("new.txt", other.checkpoint())
        case.write("proof.json", other.proof(entry=4, old_size=6))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("payload", {"reason": "อื่น"}),
            ("actor_id", "x"),
            ("kind", "x"),
            ("at", "x"),
            ("previous", "0" * 64),
        ],
    )
    def test_content_that_is_not_what_was_written(self, case: Case, name: str, value: Any):
        case.write("entry.json", {**case.log.entry(4), name: value})
        status, said = case.run()
        assert (status, said) == (
            1,
            "WRONG: CHANGED: the content of entry 4 is not what its digest is of\n",
        )

    def test_an_entry_that_was_written_anew_with_its_digest(self, case: Case):
        other = PublishedLog(case.key, entries(11, e4="อื่น"))
        case.write("entry.json", other.entry(4))
        assert "WRONG: entry 4 is not in the log" in case.run()[1]

    @pytest.mark.parametrize(("name", "value"), [("salt", "00" * 16), ("digest", "00" * 32)])
    def test_a_leaf_that_is_another(self, case: Case, name: str, value: str):
        case.write("entry.json", {**case.log.entry(4), name: value})
        assert "WRONG: entry 4 is not in the log" in case.run("--digest-only")[1]

    def test_another_number(self, case: Case):
        case.write("entry.json", {**case.log.entry(4), "number": 5})
        assert "WRONG: there is no proof of entry 5" in case.run("--digest-only")[1]

    def test_a_forged_signature(self, case: Case):
        text = case.log.checkpoint()
        head, _, line = text.rstrip().rpartition(" ")
        signature = bytearray(base64.b64decode(line))
        signature[40] ^= 1
        case.write("new.txt", f"{head} {base64.b64encode(signature).decode()}\n")
        assert case.run()[1].endswith("new.txt is not signed by the key\n")

    def test_a_text_that_was_not_signed(self, case: Case):
        case.write("new.txt", case.log.checkpoint().replace("\n11\n", "\n12\n"))
        assert case.run()[1].endswith("new.txt is not signed by the key\n")

    def test_the_key_of_somebody_else(self, case: Case, tmp_path: Path):
        case.write("log-key.txt", f"{new_key(tmp_path, file='other.pem').verifier}\n")
        assert case.run()[1].endswith("new.txt is not signed by the key\n")

    def test_the_log_of_another_site(self, case: Case, tmp_path: Path):
        other = new_key(tmp_path, "elsewhere.example", "other.pem")
        case.write("new.txt", PublishedLog(other, case.log.chain).checkpoint())
        assert "new.txt is of the log of elsewhere.example" in case.run()[1]


class TestHidden:
    @pytest.mark.parametrize("hidden", [{"whole": False}, {"previous": None}])
    def test_of_what_is_hidden_in_part_only_the_digest_is_proved(self, case: Case, hidden: dict[str, Any]):
        case.write("entry.json", {**case.log.entry(4), **hidden})
        assert case.run()[0] == 1
        status, said = case.run("--digest-only")
        assert (status, said.splitlines()[-1]) == (0, "entry 4: its digest is in the log")


class TestOddFiles:
    @pytest.mark.parametrize("name", ["log-key.txt", "new.txt", "old.txt", "entry.json", "proof.json"])
    @pytest.mark.parametrize("content", ["", "x", "[]", "{}", "null", '{"number": "x"}', "[" * 5000, None])
    def test_what_is_no_such_file_is_a_sentence(self, case: Case, name: str, content, monkeypatch, capsys):
        if content is None:
            (case.folder / name).unlink()
        else:
            case.write(name, content)
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *case.options()])
        assert VERIFIER.main() == 1
        said = capsys.readouterr().out
        assert (said[:7], said.count("\n")) == ("WRONG: ", 1)

    def test_a_proof_for_another_size(self, case: Case):
        case.write("proof.json", case.log.proof(entry=4, old_size=6, size=10))
        assert case.run()[1] == "WRONG: the proof is for 10 entries, the checkpoint has 11\n"

    def test_a_proof_from_another_size(self, case: Case):
        case.write("proof.json", case.log.proof(entry=4, old_size=7))
        assert case.run()[1] == "WRONG: there is no proof of growth from 6 entries in --proof\n"

    def test_called_wrongly(self):
        done = subprocess.run([sys.executable, "-I", SCRIPT], capture_output=True, check=False)
        assert done.returncode == 2


class TestEd25519:
    @pytest.mark.parametrize(
        ("public", "message", "signature"),
        [
            (
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                "d25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                "387b2eaeb4302aeeb00d291612bb0c00",
            ),
            (
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                "4a7c15e9716ed28dc027beceea1ec40a",
            ),
        ],
    )
    def test_the_vectors_of_the_rfc(self, public: str, message: str, signature: str):
        """RFC 8032, 7.1, tests 1 to 3."""
        known = [bytes.fromhex(text) for text in (public, message, signature)]
        assert VERIFIER.is_signed(*known)
        assert not VERIFIER.is_signed(known[0], known[1] + b"x", known[2])

    def test_the_example_of_signed_note(self):
        """C2SP signed-note, as Go's checksum database has it, too."""
        text = (
            b"If you think cryptography is the answer to your problem,\n"
            b"then you don't know what your problem is.\n"
        )
        public = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
        signature = base64.b64decode(
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
        )
        assert VERIFIER.is_signed(public, text, signature[4:])

    @settings(max_examples=15, deadline=None)
    @given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
    def test_it_agrees_with_a_library(self, seed: bytes, message: bytes, bit: int):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        private = Ed25519PrivateKey.from_private_bytes(seed)
        public = private.public_key().public_bytes_raw()
        signature = bytearray(private.sign(message))
        assert VERIFIER.is_signed(public, message, bytes(signature))
        signature[bit // 8] ^= 1 << bit % 8
        assert not VERIFIER.is_signed(public, message, bytes(signature))

    def test_a_signature_with_a_greater_number_of_the_same_kind_is_none(self):
        """RFC 8032, 5.1.7: else everybody could make a second signature of the first."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        private = Ed25519PrivateKey.from_private_bytes(bytes(32))
        signature = private.sign(b"x")
        number = int.from_bytes(signature[32:], "little") + VERIFIER.ORDER
        other = signature[:32] + number.to_bytes(32, "little")
        assert not VERIFIER.is_signed(private.public_key().public_bytes_raw(), b"x", other)

    @pytest.mark.parametrize(
        "data", [b"", bytes(31), bytes(33), b"\xff" * 32, b"\x02" + bytes(31), b"\x01" + bytes(30) + b"\x80"]
    )
    def test_what_is_no_point_signs_nothing(self, data: bytes):
        assert not VERIFIER.is_signed(data, b"", bytes(64))
