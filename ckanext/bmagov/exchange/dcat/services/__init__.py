"""Graphs of datasets and of the whole catalog."""
