"""The scenes of the demo pictures: each a function of a seeded random source, a width and a height."""
