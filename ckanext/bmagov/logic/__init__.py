"""Actions, authorisation, schemas and validators: the only room that commits."""
