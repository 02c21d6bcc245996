"""The editor: what is the same happening, what leads, what is due, what a person asked for."""
