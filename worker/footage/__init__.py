"""What the footage says, read from files that may be hostile: needs neither a database nor a broker."""
