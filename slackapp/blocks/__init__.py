"""What people see in Slack, drawn as Block Kit from values alone."""
