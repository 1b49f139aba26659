"""Scripts that run in the virtualenv, with CKAN; the rest of this package runs before there is one."""
