"""The running process: settings, connection, clock, schedule and delivery."""
