"""The Solr configset and its word lists."""
