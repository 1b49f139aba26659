"""The key of the log, and the witness of another server's log: on a server of the loopback."""

from __future__ import annotations

import http.server
import json
import stat
import threading
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from ckanext.bmagov import config
from ckanext.bmagov.base.domain.checkpoint import checkpoints_in
from ckanext.bmagov.base.readers.log_key import LogKeyError, is_signed_by, read_key
from ckanext.bmagov.kpi.oversight import cli
from ckanext.bmagov.tests.tools_public.log_maker import ORIGIN, PublishedLog, entries, new_key

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


class Site:
    """Another catalog; what it gives can be changed."""

    def __init__(self, folder: Path) -> None:
        self.key = new_key(folder)
        self.publish(entries(5))
        self.replaced: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []

    def publish(self, chain, salts: str = "") -> None:
        self.log = PublishedLog(self.key, chain, salts)

    def get(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        parts = urlsplit(path)
        if parts.path in self.replaced:
            return self.replaced[parts.path]
        if parts.path == "/kpi/log-checkpoint.txt":
            return 200, self.log.checkpoint().encode()
        if parts.path == "/kpi/log-key.txt":
            return 200, f"{self.key.verifier}\n".encode()
        query = {name: int(value) for name, (value,) in parse_qs(parts.query).items()}
        return 200, json.dumps(self.log.proof(**query)).encode()


@pytest.fixture
def site(tmp_path: Path):
    """A catalog that answers at an address of the loopback."""
    made = Site(tmp_path)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = made.get(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format, *args):  # noqa: A002 - the name it has
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"  # pyright: ignore[reportAttributeAccessIssue]
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def look(site, tmp_path):
    """Look at the catalog; what is seen is kept in a file."""

    def run(*more: str, url: str = "") -> Result:
        options = [url or site.url, "--keep", str(tmp_path / "seen.txt"), "--inside", *more]
        return CliRunner().invoke(cli.witness, options)

    return run


class TestKey:
    def run(self, file: Path) -> Result:
        return CliRunner().invoke(cli.key, [str(file)])

    def test_it_is_made_once_and_only_its_owner_reads_it(self, tmp_path):
        file = tmp_path / "log-key.pem"
        done = self.run(file)
        assert done.exit_code == 0, done.output
        assert f"ckanext.bmagov.log_key = {file}" in done.output
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        before = file.read_bytes()
        assert read_key(file, "x").verifier == read_key(file, "x").verifier
        again = self.run(file)
        assert (again.exit_code, file.read_bytes()) == (1, before)
        assert "is there already; it was not changed" in again.output

    def test_a_folder_that_is_not_there_is_a_sentence(self, tmp_path):
        done = self.run(tmp_path / "nowhere" / "key.pem")
        assert done.exit_code == 1
        assert "cannot be written: No such file" in done.output

    @pytest.mark.parametrize("content", [None, b"", b"\xff\x00", b"-----BEGIN PRIVATE KEY-----\nx\n", "rsa"])
    def test_what_is_no_key_is_a_sentence(self, tmp_path, content):
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

        file = tmp_path / "key.pem"
        if content == "rsa":
            content = generate_private_key(SECP256R1()).private_bytes(
                form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
            )
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(LogKeyError, match=r"key\.pem: "):
            read_key(file, "x")

    def test_only_its_own_log_is_signed_by_it(self, tmp_path):
        key, other = new_key(tmp_path), new_key(tmp_path, "elsewhere", "other.pem")
        (note,) = checkpoints_in(PublishedLog(key, entries(3)).checkpoint())
        assert is_signed_by(note, key.verifier)
        assert not is_signed_by(note, other.verifier)
        (moved,) = checkpoints_in(str(note).replace(ORIGIN, "elsewhere"))
        assert not is_signed_by(moved, other.verifier)


class TestWitness:
    def test_the_first_look_pins_the_key_and_keeps_the_checkpoint(self, site, look, tmp_path):
        done = look()
        assert (done.exit_code, done.output) == (
            0,
            f"{ORIGIN}: 5 entries, seen for the first time and kept\n",
        )
        kept = (tmp_path / "seen.txt").read_text()
        assert kept == f"{site.key.verifier}\n\n{site.log.checkpoint()}"

    def test_what_grew_is_proved_and_added(self, site, look, tmp_path):
        look()
        first = site.log.checkpoint()
        site.publish(entries(9))
        done = look()
        assert (done.exit_code, done.output) == (
            0,
            f"{ORIGIN}: 5 entries became 9, and only grew; kept\n",
        )
        assert site.asked[-1] == "/api/3/action/bmagov_log_proof_show?old_size=5&size=9"
        assert site.asked.count("/kpi/log-key.txt") == 1
        kept = (tmp_path / "seen.txt").read_text()
        assert kept == f"{site.key.verifier}\n\n{first}\n{site.log.checkpoint()}"
        assert [file.name for file in tmp_path.iterdir() if file.name.startswith("tmp")] == []

    def test_what_is_as_before_is_not_kept_again(self, look, tmp_path):
        look()
        before = (tmp_path / "seen.txt").read_bytes()
        assert look().output == f"{ORIGIN}: 5 entries, as before\n"
        assert (tmp_path / "seen.txt").read_bytes() == before

    def test_the_address_of_the_checkpoint_is_taken_too(self, site, look):
        assert look(url=f"{site.url}/kpi/log-checkpoint.txt").exit_code == 0

    def test_a_key_from_elsewhere_may_be_pinned_before(self, site, look, tmp_path):
        (tmp_path / "seen.txt").write_text(f"{site.key.verifier}\n")
        assert "5 entries, seen for the first time" in look().output
        assert "/kpi/log-key.txt" not in site.asked


class TestWrong:
    @pytest.fixture(autouse=True)
    def seen(self, look, tmp_path):
        look()
        before = (tmp_path / "seen.txt").read_bytes()
        yield
        assert (tmp_path / "seen.txt").read_bytes() == before

    @pytest.mark.parametrize("count", [5, 9])
    def test_a_fork(self, site, look, count: int):
        site.publish(entries(count, e2="อื่น"))
        done = look()
        assert done.exit_code == 1
        assert f"FORKED: {ORIGIN} signed {count} entries" in done.output
        assert checkpoints_in(done.output) == checkpoints_in(site.log.checkpoint())

    def test_a_dropped_entry(self, site, look):
        chain = entries(9)
        site.publish([*chain[:1], *chain[2:]])
        assert "FORKED: " in look().output

    def test_a_rollback(self, site, look):
        site.publish(entries(4))
        done = look()
        assert done.exit_code == 1
        assert f"ROLLED BACK: {ORIGIN} signed 5 entries before, now 4" in done.output

    def test_a_key_that_is_not_the_pinned(self, site, look, tmp_path):
        site.key = new_key(tmp_path, file="other.pem")
        site.publish(entries(9))
        done = look()
        assert done.exit_code == 1
        assert f"BAD SIGNATURE: the checkpoint is not signed by the key of {ORIGIN}" in done.output

    def test_a_signature_of_something_else(self, site, look):
        forged = site.log.checkpoint().replace("\n5\n", "\n6\n")
        site.replaced["/kpi/log-checkpoint.txt"] = (200, forged.encode())
        assert "BAD SIGNATURE" in look().output

    def test_another_log(self, site, look, tmp_path):
        site.key = new_key(tmp_path, "elsewhere", "other.pem")
        site.publish(entries(9))
        done = look()
        assert done.exit_code == 1
        assert f"OTHER LOG: this is the log of elsewhere, the key is that of {ORIGIN}" in done.output

    @pytest.mark.parametrize(
        "body",
        [b"", b"x", b"{}", b"[]", b"null", b'{"result": null}', b"\xff", b"[" * 60000,
         b'{"result": {"consistency": null}}',
         b'{"result": {"consistency": {"hashes": ["eA=="]}}}',
         b'{"result": {"consistency": {"hashes": [7]}}}',
         json.dumps({"result": {"consistency": {"hashes": ["A" * 43 + "="] * 129}}}).encode()],
    )  # fmt: skip
    def test_no_proof(self, site, look, body: bytes):
        site.publish(entries(9))
        site.replaced["/api/3/action/bmagov_log_proof_show"] = (200, body)
        done = look()
        assert (done.exit_code, done.output) == (
            1,
            f"Error: {site.url} gives no proof from 5 to 9 entries\n",
        )

    def test_a_proof_of_something_else(self, site, look):
        site.publish(entries(9))
        proof = json.dumps(site.log.proof(old_size=4)).encode()
        site.replaced["/api/3/action/bmagov_log_proof_show"] = (200, proof)
        assert "FORKED: " in look().output

    @pytest.mark.parametrize(
        ("path", "status", "body", "sentence"),
        [
            ("/kpi/log-checkpoint.txt", 404, b"", "/kpi/log-checkpoint.txt gives status 404"),
            ("/kpi/log-checkpoint.txt", 302, b"", "/kpi/log-checkpoint.txt gives status 302"),
            ("/kpi/log-checkpoint.txt", 200, b"<html>", "/kpi/log-checkpoint.txt holds no checkpoint"),
            ("/kpi/log-checkpoint.txt", 200, b"x" * 70000, "gives more than 65536 bytes, or is too slow"),
        ],
    )
    def test_no_checkpoint(self, site, look, path: str, status: int, body: bytes, sentence: str):
        site.replaced[path] = (status, body)
        done = look()
        assert done.exit_code == 1
        assert sentence in done.output

    def test_a_server_that_is_not_there(self, look):
        done = look(url="http://127.0.0.1:9")
        assert done.exit_code == 1
        assert "http://127.0.0.1:9/kpi/log-checkpoint.txt cannot be reached" in done.output


class TestFirst:
    def test_no_key(self, site, look, tmp_path):
        site.replaced["/kpi/log-key.txt"] = (200, b"no key")
        done = look()
        assert (done.exit_code, done.output) == (1, f"Error: {site.url}/kpi/log-key.txt holds no key\n")
        assert not (tmp_path / "seen.txt").exists()

    def test_an_inner_network_is_looked_at_only_when_it_is_said(self, site, tmp_path, monkeypatch):
        monkeypatch.setattr(config, "link_ports", lambda: frozenset({80, urlsplit(site.url).port}))
        for url in (site.url, "http://localhost", "http://10.0.0.1", "file:///etc/passwd", "x"):
            done = CliRunner().invoke(cli.witness, [url, "--keep", str(tmp_path / "seen.txt")])
            assert done.exit_code == 1
            assert "may not be asked (URL-" in done.output
        assert site.asked == []

    @pytest.mark.parametrize("content", [b"", b"x", b"\xff", b"2026-11-30 5 "])
    def test_a_file_that_is_something_else_stays_as_it_is(self, site, look, tmp_path, content: bytes):
        (tmp_path / "seen.txt").write_bytes(content)
        done = look()
        assert done.exit_code == 1
        assert "Error: " in done.output
        assert site.asked == []
        assert (tmp_path / "seen.txt").read_bytes() == content

    def test_a_folder_that_is_not_there(self, site, tmp_path):
        file = tmp_path / "nowhere" / "seen.txt"
        done = CliRunner().invoke(cli.witness, [site.url, "--keep", str(file), "--inside"])
        assert done.exit_code == 1
        assert "cannot be written" in done.output
