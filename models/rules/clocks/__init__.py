"""When each thing is due, and why: one file a clock, pure, with every number from the policy."""
