"""Measurements: how long people wait for the bot, beside a bare Bolt app."""
