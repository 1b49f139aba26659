"""Read and write files: bytes in, rows out, and the other way."""
