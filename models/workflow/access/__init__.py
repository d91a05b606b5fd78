"""Who may read what: the gate before every record, grants, looking records up, and who read them."""
