"""From a chat request to a finished clip: planning, the one use case, the store and the surfaces."""
