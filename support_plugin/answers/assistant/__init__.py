"""The program that answers in a conversation with the shop's own words, and hands over to people."""
