"""A local Slack: enough of it to run and test an app without a workspace. It knows Slack, not the app."""
