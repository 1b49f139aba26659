"""RDF as text, and read from it."""
