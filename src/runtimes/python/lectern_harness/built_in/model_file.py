"""Which of the files of a model is the model."""

import os


class NoModelFile(Exception):
    pass


def find(endings, what):
    """The only file with one of these endings below MODEL_FILES_PATH; of several, the one called model.*."""
    root = os.environ.get("MODEL_FILES_PATH")
    if not root:
        raise NoModelFile(f"no model files are bound; expected: {what}")
    found = []
    for folder, _, names in os.walk(root, followlinks=True):
        found += [os.path.join(folder, name) for name in names if name.lower().endswith(endings)]
    if len(found) > 1:
        named = [path for path in found if os.path.basename(path).lower().rsplit(".", 1)[0] == "model"]
        found = named if len(named) == 1 else found
    if len(found) == 1:
        return found[0]
    has = ", ".join(sorted(os.path.relpath(path, root) for path in (found or _all(root)))) or "no files"
    trouble = "several files could be the model" if found else "no file is a model"
    raise NoModelFile(f"{trouble} ({has[:300]}); expected: {what}")


def _all(root):
    return [os.path.join(folder, name) for folder, _, names in os.walk(root, followlinks=True) for name in names]
