"""The policy pages of the staff application: everybody reads, administrators draft, try and activate."""
