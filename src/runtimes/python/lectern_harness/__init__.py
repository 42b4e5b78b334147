"""The predictor host's other end: loads a script and answers calls with it. Needs nothing but Python 3.9."""
