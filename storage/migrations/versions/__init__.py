"""The revisions, numbered in their order: the number is the schema's."""
