"""GD Catalog: actions."""
