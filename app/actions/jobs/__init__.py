"""Background work: take it up, say how it goes, end it; cancel it, begin it again, find what was lost."""
