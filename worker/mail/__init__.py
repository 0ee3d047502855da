"""Mails to reporters as messages: plain text, with headers that nobody can write into."""
