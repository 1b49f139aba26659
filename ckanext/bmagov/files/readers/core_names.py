"""How core makes a name of what an upload is called."""

from __future__ import annotations

from ckan.lib import munge

core_name = munge.munge_filename
"""Core's own way, also when ours stands in its place (`files/hooks/file_names.py`)."""
