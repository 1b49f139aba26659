"""Commands of `ckan bmagov`."""
