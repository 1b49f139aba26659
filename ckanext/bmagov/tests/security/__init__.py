"""Who sees what, and what no input may do: design by table, one test for each row."""
