"""Recorded consent: what a person allowed, the log of what became of it, and what it answers in a decision.

Pure values and functions: no database, no chance except where it is handed in, and no clock; times are arguments.
"""
