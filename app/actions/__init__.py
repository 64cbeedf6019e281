"""Changes: a file a noun, a function a verb, a transaction a verb."""
