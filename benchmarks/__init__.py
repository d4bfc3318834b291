"""Measurements of speed and quality; each prints a table. Never part of the tests."""
