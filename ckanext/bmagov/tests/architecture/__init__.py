"""Rules of the source that are about one thing each."""
