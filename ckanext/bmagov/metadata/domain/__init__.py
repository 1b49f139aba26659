"""What the schema says about a dataset, the rules that follow, and what is still missing. Pure functions."""
