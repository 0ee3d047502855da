"""The command line, and the supervisor of `opsnap run`; the only room above api and worker."""
