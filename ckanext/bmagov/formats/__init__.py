"""Readers and writers of file formats. No CKAN here: bytes in, rows out, and the other way."""
