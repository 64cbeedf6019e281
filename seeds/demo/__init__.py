"""The demo: an invented operation whose month is walked through from the sheets to the invoices.

Everything goes through the app's actions, at the times of a clock that the story moves; nothing lies in the future.
"""
