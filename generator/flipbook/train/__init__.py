"""Training of the embedded model: drawn scenes, captions and the training loop."""
