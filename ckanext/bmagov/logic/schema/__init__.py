"""What our actions take, one module per noun."""
