"""Data that people see: maps, charts, and files shown as what they are."""
