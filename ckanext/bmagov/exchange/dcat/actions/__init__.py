"""The catalog as RDF for programs."""
