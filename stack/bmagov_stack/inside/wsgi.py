"""CKAN for gunicorn: `gunicorn wsgi:application` with this folder on its path and CKAN_INI set."""

from __future__ import annotations

import os

from ckan.cli import load_config
from ckan.config.middleware import make_app

application = make_app(load_config(os.environ["CKAN_INI"]))
