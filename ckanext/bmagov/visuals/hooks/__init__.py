"""Kinds of views, each a plugin of CKAN: it knows one kind for each plugin."""
