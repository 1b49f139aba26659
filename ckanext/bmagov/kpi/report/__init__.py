"""The yearly report, as page, PDF and DOCX."""
