"""Many datasets at once: a workbook out and in, and acts on a selection."""
