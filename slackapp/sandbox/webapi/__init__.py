"""The Web API: one function for each method, in modules named after the families of methods."""
