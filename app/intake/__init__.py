"""The ways in: plain form, API, tus; from bytes to a registered photo."""
