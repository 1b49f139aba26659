"""Addresses of RDF."""
