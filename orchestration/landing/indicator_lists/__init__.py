"""The lists of indicators: their versions, the rounds each is in force in, and the answers that each asks for."""
