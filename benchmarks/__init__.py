"""Measurements of the running app: what it reaches, in one run, beside a Bolt app that does nothing."""
