"""The programs' interface: the same report as the pages take, as JSON."""
