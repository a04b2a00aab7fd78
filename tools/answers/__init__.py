"""What is made for the help centre beforehand."""
