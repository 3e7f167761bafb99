"""Updates of the communication plan: what each audience reads in each slot."""
