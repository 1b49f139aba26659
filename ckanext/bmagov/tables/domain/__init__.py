"""Pure rules of tables: what a cell becomes, what is asked of rows."""
