"""The commands, one question a module."""
