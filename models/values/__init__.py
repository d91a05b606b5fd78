"""Frozen results that workflow returns and screens are built from; no table object passes this door."""
