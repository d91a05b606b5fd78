"""The control API: what the hands that play the people can do and see."""
