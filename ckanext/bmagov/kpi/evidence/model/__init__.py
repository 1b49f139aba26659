"""Our tables. No foreign keys to core, no writes to core."""
