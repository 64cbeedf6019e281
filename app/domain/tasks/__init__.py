"""What an inventory of tasks says: header words, frequencies, rows, and the usual task behind a name. Pure rules."""
