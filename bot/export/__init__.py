"""Records out of the bot: as PDF, Word, plain text or an auditor's bundle (source rows B14, C14, C15)."""
