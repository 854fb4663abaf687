"""One module for each question; each has `run(is_quick) -> Result`."""
