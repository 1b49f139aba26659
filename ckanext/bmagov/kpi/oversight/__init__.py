"""The auditors' view of all agencies."""
