"""Read and store what is kept of notices. Nothing here commits or knows of requests."""
