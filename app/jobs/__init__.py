"""Background work: what each kind of job does, and who does it."""
