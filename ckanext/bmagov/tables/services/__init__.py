"""Loading tables and reading their rows."""
