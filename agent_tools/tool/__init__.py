"""The four tools of an agent, without any agent framework: what they take, what they do, and what a model reads."""
