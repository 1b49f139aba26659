"""Pure rules: columns, cells, what differs, what an act does."""
