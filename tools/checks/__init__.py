"""What checks the project: lint, tests, matrix, soak, benchmarks."""
