"""Pure rules: no CKAN, no clock, no input or output."""
