"""The register: which databases an agency must keep, and how current."""
