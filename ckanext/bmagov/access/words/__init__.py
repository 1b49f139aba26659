"""Sentences, in Thai and English."""
