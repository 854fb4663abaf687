"""The HTTP surface, one blueprint a file: limit, same-origin, load or 404, parse, act, render."""
