"""Scripted conversation tests: a conversation in YAML, run against a bot, and judged by what the service did.

Nothing of the rest of the package imports this one. `format` and `expectation` say what a file may hold, `loader`
reads one.
"""
