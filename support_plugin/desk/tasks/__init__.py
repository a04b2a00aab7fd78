"""The agents' list of tasks in Oscar's dashboard."""
