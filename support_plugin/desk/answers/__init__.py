"""What agents get of the help centre and the assistant: suggested answers, drafts, and what the assistant said."""
