"""GD Catalog, the national catalog: it harvests this one, and says what it has registered."""
