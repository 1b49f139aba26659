"""Maps and charts as rules: coordinates, shapes, places, numbers. Nothing is drawn here."""
