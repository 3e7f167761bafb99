"""What the passing of time does; it is handed a way to deliver."""
