"""Tests of `domain` for what coverage and changes drawn at random showed to be held by no test of it."""
