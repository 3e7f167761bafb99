"""Reading a template's source: YAML to a checked `Template`, with every problem by its line."""
