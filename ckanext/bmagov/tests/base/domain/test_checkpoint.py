"""Checkpoints and keys as text: written, and read from what somebody kept."""

from __future__ import annotations

import base64
import hashlib

import pytest

from ckanext.bmagov.base.domain.checkpoint import (
    Checkpoint,
    VerifierKey,
    checkpoints_in,
    keys_in,
    signed,
)
from ckanext.bmagov.base.domain.merkle import EMPTY_ROOT

ROOT = hashlib.sha256(b"root").digest()
KEY = VerifierKey("data.example.go.th", bytes(range(32)))
CHECKPOINT = Checkpoint("data.example.go.th", 1024, ROOT)
NOTE = signed(CHECKPOINT, KEY, bytes(64))
TEXT = str(NOTE)


def test_the_text_is_that_of_c2sp():
    lines = TEXT.split("\n")
    assert lines[:4] == ["data.example.go.th", "1024", base64.b64encode(ROOT).decode(), ""]
    dash, name, signature = lines[4].split(" ")
    assert (dash, name, lines[5:]) == ("\N{EM DASH}", "data.example.go.th", [""])
    key_id = hashlib.sha256(b"data.example.go.th\n\x01" + bytes(range(32))).digest()[:4]
    assert base64.b64decode(signature) == key_id + bytes(64)


def test_the_key_is_that_of_c2sp():
    """The example of a verifier key in the text of signed-note."""
    line = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    (key,) = keys_in(line)
    assert (key.name, key.id.hex(), str(key)) == ("PeterNeumann", "c74f20a3", line)


def test_what_is_written_is_read():
    assert checkpoints_in(TEXT) == [NOTE]
    assert keys_in(f"{KEY}\n") == [KEY]
    assert NOTE.signature_of(KEY) == bytes(64)
    empty = signed(Checkpoint("localhost:5000", 0, EMPTY_ROOT), KEY, bytes(64))
    assert checkpoints_in(str(empty)) == [empty]


def test_several_are_found_among_other_lines():
    other = signed(Checkpoint("data.example.go.th", 7, ROOT), KEY, bytes(64))
    assert checkpoints_in(f"{KEY}\n\n{TEXT}\nsaved on Monday\n\n{other}\n") == [NOTE, other]


def test_line_ends_of_other_systems_do_not_matter():
    assert checkpoints_in(TEXT.replace("\n", "\r\n")) == [NOTE]
    assert checkpoints_in(TEXT.rstrip()) == [NOTE]


def test_lines_that_others_sign_besides_are_part_of_what_is_signed():
    text = TEXT.replace("\n\n", "\nmore of it\n\n")
    (note,) = checkpoints_in(text)
    assert note.body == f"{CHECKPOINT}more of it\n"
    assert str(note) == text


def test_a_signature_of_somebody_else_is_not_ours():
    other = VerifierKey("data.example.go.th", bytes(32))
    assert NOTE.signature_of(other) is None
    cosigned = f"{TEXT}\N{EM DASH} witness.example {base64.b64encode(bytes(76)).decode()}\n"
    (note,) = checkpoints_in(cosigned)
    assert note.signature_of(KEY) == bytes(64)
    assert str(note) == cosigned


@pytest.mark.parametrize(
    "text",
    [
        "",
        str(CHECKPOINT),
        TEXT.replace("1024", "01024"),
        TEXT.replace("1024", "-1"),
        TEXT.replace("1024", "1" * 19),
        TEXT.replace("1024", "๑๐๒๔"),
        TEXT.replace("data.example", "data example", 1),
        TEXT.replace("\N{EM DASH}", "-"),
        TEXT.replace("\n\n", "\n"),
        TEXT.replace(base64.b64encode(ROOT).decode(), base64.b64encode(ROOT[1:]).decode()),
        TEXT.replace("=\n", "\n"),
    ],
)
def test_what_is_no_checkpoint_is_passed_over(text: str):
    assert checkpoints_in(text) == []


def test_a_root_has_but_the_form_that_is_written():
    root = base64.b64encode(ROOT).decode()
    last = root[-2]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = letters[letters.index(last) ^ 1]
    assert checkpoints_in(TEXT.replace(root, f"{root[:-2]}{other}=")) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "data.example.go.th",
        str(KEY).replace("data", "date"),
        f"{KEY}A",
        f"data.example.go.th+00000000+{base64.b64encode(bytes(33)).decode()}",
        f" {KEY}",
    ],
)
def test_what_is_no_key_is_passed_over(text: str):
    assert keys_in(text) == []
