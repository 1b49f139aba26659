"""Adapters that read facts from CKAN and the services around it."""
