"""From a permitted storyboard to a labelled clip on disk."""
