"""Pictures for paper, and the PDF around them: worker programs, locked down like the decoders."""
