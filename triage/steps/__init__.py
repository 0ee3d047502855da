"""The only writers: each step is load, ask, save, leave a job."""
