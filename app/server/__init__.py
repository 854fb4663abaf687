"""What knows the inside of Hypercorn: bodies, wires, connections, listening."""
