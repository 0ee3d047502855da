"""The officers' half of the staff application: sign-in, queue, review desk, footage."""
