"""The command line: ``readiness`` and what can be asked of it, each in a module of its own."""
