"""What every request passes: gate, identity, limits, failures, files."""
