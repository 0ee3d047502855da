"""The rules of the road: pure, so the same facts at the same instant always give the same answer."""
