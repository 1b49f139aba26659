"""The profile that ckanext-dcat asks."""
