"""The catalog as RDF: DCAT-AP 3.0.1, written from a table of terms and read back by it."""
