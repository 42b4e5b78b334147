"""What a script's __init__ may ask for by name: plain objects that say what they are, and do no more."""

import json
import os
import sys
import time


def _of(*names):
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


def _number(text):
    return int(text) if text is not None and text.isdigit() else text


class _Facts:
    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


class Project(_Facts):
    """The resource group that the deployment belongs to."""

    def __init__(self):
        self.id = _number(_of("HOPSWORKS_PROJECT_ID", "PROJECT_ID"))
        self.name = _of("HOPSWORKS_PROJECT_NAME", "PROJECT_NAME")


class Deployment(_Facts):
    def __init__(self):
        self.id = _of("DEPLOYMENT_ID")
        self.name = _of("DEPLOYMENT_NAME")
        self.version = _number(_of("DEPLOYMENT_VERSION"))
        self.artifact_version = _number(_of("ARTIFACT_VERSION"))
        self.artifact_files_path = _of("ARTIFACT_FILES_PATH")
        self.script_file = _of("SCRIPT_PATH")
        self.config_file = _of("CONFIG_FILE_PATH")
        self.model_name = _of("MODEL_NAME")
        self.model_version = _number(_of("MODEL_VERSION"))


class Model(_Facts):
    """A registered model, or the files that were bound; `model_files_path` is where they lie here."""

    def __init__(self):
        self.name = _of("MODEL_NAME")
        self.version = _number(_of("MODEL_VERSION"))
        self.framework = _of("MODEL_FRAMEWORK")
        self.model_files_path = _of("MODEL_FILES_PATH")

    def download(self, local_path=None):
        """The files are here already."""
        return self.model_files_path


class AsyncLogger:
    """Writes what it is given into the deployment's log as one line of JSON; never blocks on anything else."""

    def log(self, *values, **fields):
        entry = {"at": time.time(), **({"values": values} if values else {}), **fields}
        sys.stderr.write(json.dumps(entry, default=str) + "\n")


known = {"project": Project, "deployment": Deployment, "model": Model, "async_logger": AsyncLogger}
