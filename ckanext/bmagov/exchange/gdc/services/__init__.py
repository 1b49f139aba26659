"""GD Catalog: services."""
