"""Checks of data against their dictionary."""
