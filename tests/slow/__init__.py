"""What takes its time: kills, soaks and browsers. ``make test-fast`` leaves it out."""
