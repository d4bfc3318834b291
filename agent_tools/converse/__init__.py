"""Scripted conversations: a bot that calls the clip tools is tested against the service, offline and in seconds."""
