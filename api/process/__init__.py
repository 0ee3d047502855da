"""The process team's half of the staff application: the work list, keepers, replies, conclusions and offers."""
