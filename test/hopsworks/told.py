"""What the scripts of this folder share: telling the test, and a clock that does not wait five seconds for every look."""
import json
import time

_sleep = time.sleep
time.sleep = lambda seconds: _sleep(min(seconds, 0.5))


def tell(**facts):
    print("\n@@ " + json.dumps(facts, default=str), flush=True)


def trouble(act):
    """The last words of what goes wrong."""
    try:
        answer = act()
    except Exception as error:
        return type(error).__name__ + ": " + str(error)
    return "no trouble: " + repr(answer)
