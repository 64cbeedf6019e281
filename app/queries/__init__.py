"""Reads; never write."""
