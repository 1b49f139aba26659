"""Accounts: sessions, guesses, passwords, invitations."""
