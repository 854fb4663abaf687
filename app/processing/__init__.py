"""From an original to its renditions: worker processes, queues, leases, recovery."""
