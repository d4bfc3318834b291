"""The service over HTTP: clips, checks, consents, and the shape of OpenAI's videos. Needs `reelwright[server]`.

Nothing is decided here. Each router turns one request into one call of the desk and one answer of it into JSON.
"""
