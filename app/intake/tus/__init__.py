"""The tus 1.0.0 protocol, read and checked."""
