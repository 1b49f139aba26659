"""GD Catalog: readers."""
