"""What goes on behind the local Slack of ``readiness sandbox``.

The app runs as a child process of its own, over Socket Mode as in production, so that it can be killed and
started again. Its business clock is wound from the page. A cast and a story, and a tour through both.
"""
