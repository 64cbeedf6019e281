"""Tasks: submitting, importing, matching, scoring. A verb a file; `storing.py` is what the verbs share."""
