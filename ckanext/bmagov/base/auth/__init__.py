"""Who may call which action."""
