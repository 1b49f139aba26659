"""What all rooms of the KPI share: who is scored, the year, words, the frame of pages."""
