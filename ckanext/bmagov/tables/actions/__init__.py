"""Actions on loaded tables."""
