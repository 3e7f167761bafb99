"""The HTTP side: Slack's requests, and whether the process is alive and ready."""
