"""Read facts from CKAN and the services around it."""
