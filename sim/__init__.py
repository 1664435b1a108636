"""Rapport: a contact-center simulator that prices the human connection."""
