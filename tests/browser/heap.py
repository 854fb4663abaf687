"""What lies in a page's heap, by kind: counted from V8's snapshots, to name what grows."""

import json
from collections import Counter
from typing import Any

from playwright.async_api import CDPSession

NAMED = frozenset({"object", "native", "closure"})
"""Nodes of these types are told apart by their names; strings, code and arrays by their type alone."""
OF_THE_TOOLS = ("NetworkResourcesData", "ConsoleMessage", "SourceLocation")
"""What the browser notes for the DevTools, which no wall has open."""


async def kinds_in(session: CDPSession) -> Counter[str]:
    """Let go of everything unused and return the bytes of what is left, by kind."""
    parts: list[str] = []

    def take(event: dict[str, Any]) -> None:
        parts.append(event["chunk"])

    session.on("HeapProfiler.addHeapSnapshotChunk", take)
    await session.send("HeapProfiler.collectGarbage")
    await session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    session.remove_listener("HeapProfiler.addHeapSnapshotChunk", take)
    return _counted(json.loads("".join(parts)))


def _counted(found: dict[str, Any]) -> Counter[str]:
    meta, nodes, names = found["snapshot"]["meta"], found["nodes"], found["strings"]
    fields = meta["node_fields"]
    types = meta["node_types"][fields.index("type")]
    columns = [nodes[fields.index(name) :: len(fields)] for name in ("type", "name", "self_size")]
    kinds: Counter[str] = Counter()
    for kind, name, size in zip(*columns, strict=True):
        label = types[kind]
        kinds[f"{label} {names[name]}" if label in NAMED else label] += size
    return Counter({kind: size for kind, size in kinds.items() if not any(it in kind for it in OF_THE_TOOLS)})


def grown(before: Counter[str], after: Counter[str], most: int) -> list[tuple[str, int]]:
    """Return the kinds that have grown most, with by how many bytes."""
    return (after - before).most_common(most)
