"""What people do, one transaction each; returns values, never table objects."""
