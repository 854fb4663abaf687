"""One module a question; each has `run(is_quick) -> Result`."""
