"""Tests mirror the source; `domain` needs no service."""
