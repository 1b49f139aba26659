"""Tests that stop and start the services of the test instance."""
