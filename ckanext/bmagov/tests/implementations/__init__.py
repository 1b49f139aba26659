"""Tests of the CKAN interfaces."""
