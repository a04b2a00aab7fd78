"""Agent and shopper mend the cart together: changes that an agent proposes and the shopper accepts."""
