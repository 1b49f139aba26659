"""Read, decide by the domain, store. Nothing here commits or knows of requests."""
