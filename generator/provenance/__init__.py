"""What a clip says of itself and what can be proven of a file: marks, credentials, metadata, and how to verify them."""
