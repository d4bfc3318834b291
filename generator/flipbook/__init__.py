"""Flipbook: the embedded layered diffusion model. Importing this package loads nothing heavy."""
