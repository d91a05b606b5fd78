"""The whole discussion of a supervision: words, rules, tables and workflow. True without Slack."""
