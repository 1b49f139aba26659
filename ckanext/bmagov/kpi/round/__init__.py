"""The yearly round between agency and auditor."""
