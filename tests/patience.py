"""How long a test waits for what must come.

A wait ends when that comes, so patience costs a passing test nothing, and a machine with other work to do may
take its time. Only a time that a test itself claims ("answers within a second") is shorter, has a name of its
own, and is measured so that a busy machine does not break it.
"""

PATIENCE_S = 120.0
