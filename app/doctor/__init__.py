"""Checks of the real path from a guest's phone to the wall, each with what to do when it fails."""
