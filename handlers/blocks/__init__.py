"""What people see: pure functions from values to Block Kit."""
