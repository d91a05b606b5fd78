"""Clocks at work: what is due and who hears of it, who is away, and what people choose about being told."""
