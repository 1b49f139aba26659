"""API actions: the only storey that commits."""
