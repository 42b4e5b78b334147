"""Says what is surely wrong with a user's script, and runs none of it: python -I -S check.py --component predictor --script /path --script-name predict.py

One line of JSON on standard output: {"fault": "predict.py line 3: ..."}, or {"fault": null} where nothing is known to be wrong.
"""

import argparse
import json
import os
import sys

# Isolated from the user's Python, this program does not find what lies beside it by itself.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from lectern_harness.check import fault_of  # noqa: E402


def keep_small():
    """What a text can make the parser do is bounded: seconds of processor time, bytes of memory."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    except (ImportError, ValueError, OSError):
        pass  # a machine without such limits: whoever started us ends us in time


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("--component", "--script", "--script-name"):
        parser.add_argument(name, required=True)
    given = parser.parse_args()
    keep_small()
    print(json.dumps({"fault": fault_of(given.script, given.script_name, given.component)}))
