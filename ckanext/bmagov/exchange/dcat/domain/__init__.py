"""What a description says in RDF: rules only."""
