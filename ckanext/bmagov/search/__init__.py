"""Thai search: the Solr configset, its word lists, and what a reader's query becomes."""
