"""The lists of indicators: their versions, the rounds of each version, and the answers that each version asks for."""
