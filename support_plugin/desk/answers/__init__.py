"""What agents get of the help centre and the assistant: suggestions, drafts, and what was said and why."""
