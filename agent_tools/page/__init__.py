"""The web page and its web component: files that the server hands out as they lie here, without a build step."""
