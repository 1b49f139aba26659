"""What the reference of the API says of each action, made from the action itself."""
