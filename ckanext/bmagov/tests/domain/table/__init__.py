"""Tests of what a file of rows and columns is."""
