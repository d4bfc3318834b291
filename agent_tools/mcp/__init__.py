"""The clip tools over the Model Context Protocol; needs the extra `reelwright[mcp]`."""
