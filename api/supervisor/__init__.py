"""The supervisors' half of the staff application: approvals, problems, performance."""
