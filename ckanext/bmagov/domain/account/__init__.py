"""Accounts: guesses at them, sessions that end, and who may already be the second person."""
