"""The help centre: its pages, the links that lead to it, and what readers say of its articles."""
