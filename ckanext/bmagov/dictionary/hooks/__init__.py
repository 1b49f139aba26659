"""CKAN interfaces; `plugin.py` mixes them together."""
