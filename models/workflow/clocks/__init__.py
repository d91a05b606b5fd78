"""What falls due, whom it concerns, and what is planned: read, explained, told and settled."""
