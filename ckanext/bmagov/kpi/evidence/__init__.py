"""What agencies hand in: documents, progress, uses, data governance."""
