"""The public face: status pages. They get what `incidents.public` has, and nothing else."""
