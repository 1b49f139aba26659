"""Content as attack: every text that somebody may store, on every page that shows it."""
