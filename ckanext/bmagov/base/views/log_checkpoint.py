"""The checkpoint of the log and the key that signs it, as files to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence

if TYPE_CHECKING:
    from ckanext.bmagov.base.answers import CheckpointDict

bmagov_log_checkpoint = Blueprint("bmagov_log_checkpoint", __name__, url_prefix="/kpi")

DAY: Final = 24 * 60 * 60
"""Seconds for which proxies may keep a checkpoint: it stays true."""

HOUR: Final = 60 * 60
"""Seconds for the key, which the site may exchange."""


@bmagov_log_checkpoint.route("/log-checkpoint.txt")
def checkpoint() -> Response:
    """Give the day's checkpoint, for whoever wants to hold it against the log later."""
    return _text(_shown()["note"], DAY)


@bmagov_log_checkpoint.route("/log-key.txt")
def key() -> Response:
    """Give the public key by which checkpoints are checked."""
    return _text(f"{_shown()['key']}\n", HOUR)


def _shown() -> CheckpointDict:
    try:
        return tk.get_action("bmagov_log_checkpoint_show")({}, {})
    except tk.ObjectNotFound as error:
        return tk.abort(404, bmagov_error_sentence(str(error.message)))


def _text(text: str, seconds: int) -> Response:
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.cache_control.public = True
    response.cache_control.s_maxage = seconds  # CKAN sets `max-age` of every answer
    return response
