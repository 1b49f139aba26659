"""Libraries of others judge what the product writes and reads. None of them is part of the product."""
