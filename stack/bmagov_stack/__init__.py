"""Runs the catalog and its services on one machine: PostgreSQL, Redis, Solr, CKAN and its job worker.

Standard library only: it runs before anything is installed. Nothing in `ckanext.bmagov` knows about it.
"""
