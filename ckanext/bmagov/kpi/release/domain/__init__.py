"""Rules of releases: pure."""
