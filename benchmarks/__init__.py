"""Measurements of speed and quality; each prints a table. The suite tests what they compute, never what they time."""
