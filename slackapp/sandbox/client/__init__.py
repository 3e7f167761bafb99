"""What the browser page asks: a person's state, the feed of changes, and acts.

The README beside it is its contract.
"""
