"""Maps and charts made of what is stored."""
