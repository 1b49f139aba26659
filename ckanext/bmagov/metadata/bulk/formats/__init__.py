"""Bytes of the workbook, in and out."""
