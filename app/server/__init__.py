"""Everything that depends on Hypercorn's internals: bodies, wires, connections, listening."""
