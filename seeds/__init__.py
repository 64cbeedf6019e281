"""Catalogue, demo companies and the commands that fill the app through its actions."""
