"""Rules of the exchange with GD Catalog, without CKAN."""
