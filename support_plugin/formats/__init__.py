"""How readers see numbers, money and dates: in their digits, their shop's unit and their calendar."""
