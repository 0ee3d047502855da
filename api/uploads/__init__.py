"""Footage on its way in: the tus protocol, and the plain form for browsers without JavaScript."""
