"""The tests mirror the packages; journeys tell whole stories, contracts hold documents to the code."""
