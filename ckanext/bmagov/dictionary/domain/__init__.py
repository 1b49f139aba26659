"""Data dictionaries: what the columns of a table mean, and whether data keeps to it."""
