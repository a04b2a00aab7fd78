"""What stands beside a conversation for agents: sections that rooms register."""
