"""The rules: pure values, pure functions, and the shipped templates as data."""
