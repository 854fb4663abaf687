"""The worker programs and their lock-down."""
