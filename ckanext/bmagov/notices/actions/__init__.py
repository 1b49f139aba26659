"""The API of notices, and what each person's list is made of."""
