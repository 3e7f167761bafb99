"""What people see and press: the only package that speaks Slack, with the command line and the web pages."""
