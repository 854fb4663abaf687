"""The tus 1.0.0 protocol (https://tus.io/protocols/resumable-upload) as pure functions: no web, no disk."""
