"""A pretend Slack workspace: made-up people only, on the loopback interface only.

It speaks Slack's Web API and Socket Mode to an unmodified bot, and a control API to
the hands that play the people: the page, the tests, the tour. It knows nothing of
the bot it serves.
"""

from sandbox.server import Sandbox

__all__ = ["Sandbox"]
