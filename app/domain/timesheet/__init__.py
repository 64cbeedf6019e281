"""Files of hours from other tools: which tool, what its rows say, whom and what their names mean. Pure."""
