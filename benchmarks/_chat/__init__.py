"""The parts of the chat's benchmark (benchmarks/chat.py): servers, seed, driver, check."""
