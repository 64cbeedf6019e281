"""The outside world: spreadsheets, PDF, clock, passwords, random ids."""
