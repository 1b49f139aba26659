"""Bytes that people take: CSV for spreadsheets, typed workbooks, archives that describe themselves."""
