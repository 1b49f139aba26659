"""Validators for schemas."""
