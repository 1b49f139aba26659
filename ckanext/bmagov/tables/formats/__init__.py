"""Rows of tables as files."""
