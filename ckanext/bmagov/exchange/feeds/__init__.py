"""What browsers, readers of feeds and search engines look for: Atom, OpenSearch, links, structured data."""
