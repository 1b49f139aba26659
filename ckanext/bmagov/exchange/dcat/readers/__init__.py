"""The table of terms, and what a graph needs to know besides the record."""
