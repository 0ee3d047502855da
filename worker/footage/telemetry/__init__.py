"""Where the camera was: one file for each maker's format, all read by an own scanner that never touches pictures."""
