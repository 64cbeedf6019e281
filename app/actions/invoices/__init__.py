"""Closing months, issuing invoices, making their PDFs. A verb a file."""
