"""From a committed change to every open stream."""
