"""The shop's forks of parts of Oscar's dashboard."""
