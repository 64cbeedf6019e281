"""Hours: logging, timing, taking back, importing. A verb a file; `booking.py` is what the verbs share."""
