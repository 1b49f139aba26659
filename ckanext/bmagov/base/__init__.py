"""What everybody stands on: text, dates, problems, code lists, tables, files of rules, the log chain."""
