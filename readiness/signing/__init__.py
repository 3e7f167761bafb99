"""Signatures: what is signed by whom, what it covers, and how long it stands for that."""
