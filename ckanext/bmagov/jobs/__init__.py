"""Work in the background, called by the queue by name."""
