"""The book: a PDF of the night for printing. Pure functions lay it out, also for the preview."""
