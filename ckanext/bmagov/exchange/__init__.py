"""What other catalogs and machines read, and what they send: DCAT-AP, feeds, schemas, harvesting."""
