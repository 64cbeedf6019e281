"""The online-assistant operation: tasks, plans, hours and invoices."""
