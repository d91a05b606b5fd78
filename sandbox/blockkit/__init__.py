"""Slack's rules for blocks, views and messages, read from raw JSON.

Nothing here knows an SDK: the tables say what Slack refuses, including what its
own libraries let through.
"""
