"""Use-cases: collect, decide by the domain, store. They neither commit nor know of requests."""
