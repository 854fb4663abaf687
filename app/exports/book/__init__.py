"""The book: a PDF of the night for printing, laid out by pure functions that the preview uses as well."""
