"""What is measured is what it is taken for."""
