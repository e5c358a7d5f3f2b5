"""All that is compiled, and every number that is compiled in: numpy and numba, and nothing else."""
