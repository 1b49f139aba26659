"""Bangkok's data catalog: Thai metadata, dictionaries, classification and KPI audit for CKAN."""
