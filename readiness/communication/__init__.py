"""The communication plan: who is told what, when, and who is asked for a word or an answer."""
