"""Runs one user's script for the predictor host: python -u main.py --component predictor --script predict.py

File descriptor 3 is the duplex socket to the host, 4 a pipe whose end means that the host is gone. Standard output and error
belong to the script alone.
"""

import sys

from lectern_harness.serve import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
