"""Rule sets: what is asked, and what each criterion weighs."""
