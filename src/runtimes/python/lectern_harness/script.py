"""Finds the class in a user's script and makes its one object. Whatever is wrong is told with file, line and what is expected."""

import inspect
import json
import os
import re
import sys
import traceback
import types

from . import injected

expected = {
    "predictor": "class Predict (or Predictor) with def predict(self, inputs)",
    "transformer": "class Transformer with def preprocess(self, inputs) and def postprocess(self, outputs)",
}
classes = {"predictor": ("Predict", "Predictor"), "transformer": ("Transformer",)}
#: Methods by component: name, what it is called with, whether the script must have it.
methods = {
    "predictor": (
        ("predict", ("inputs",), True),
        ("explain", ("inputs",), False),
        ("generate", ("text_input",), False),
    ),
    "transformer": (("preprocess", ("inputs",), False), ("postprocess", ("outputs",), False)),
}
#: Given to a method that asks for it by name.
extras = ("parameters",)


class ScriptFault(Exception):
    """One line for people; `trace` is for the log."""

    def __init__(self, line, trace=""):
        super().__init__(line)
        self.trace = trace


def no_class(name, component, others):
    has = f"it has {', '.join(others)}" if others else "it has no class"
    return f"{name} has no class {' or '.join(classes[component])} ({has}); expected: {expected[component]}"


def no_method(where, kind, name, arguments):
    return f"{where}: class {kind} has no method {name}; expected: {_word(name, arguments)}"


def no_methods(where, kind, component):
    return f"{where}: {kind} has no method; expected: {expected[component]}"


def _word(name, arguments):
    return f"def {name}(self, {', '.join(arguments)})"


class Script:
    def __init__(self, path, name, component):
        self.path, self.name, self.component = path, name, component
        self.files = set()

    def load(self):
        """The module; the object is made later, in the event loop where the script is asynchronous."""
        module = types.ModuleType("lectern_script")
        module.__file__ = self.path
        sys.modules[module.__name__] = module
        try:
            for code in self._codes():
                exec(code, module.__dict__)
        except ScriptFault:
            raise
        except BaseException as error:
            raise self._fault(error) from None
        self.kind = self._class(module)
        self.methods = dict(self._checked())
        return self

    def make(self):
        keywords = self._arguments()
        try:
            made = self.kind(**keywords)
        except BaseException as error:
            raise self._fault(error) from None
        if inspect.iscoroutinefunction(self.kind.__init__):
            raise ScriptFault(f"{self._at(self.kind.__init__)}: __init__ cannot be async; load the model in a plain def __init__")
        return made

    def asynchronous(self):
        members = [getattr(self.kind, name) for name in self.methods]
        return any(inspect.iscoroutinefunction(each) or inspect.isasyncgenfunction(each) for each in members)

    def sources(self):
        """What is run, one after the other: texts, each with what messages call it."""
        with open(self.path, "rb") as file:
            data = file.read()
        if self.name.endswith(".ipynb") or (not self.name.endswith(".py") and data.lstrip()[:1] == b"{"):
            yield from self._cells(data)
        else:
            yield data, self.name

    def _codes(self):
        for source, name in self.sources():
            self.files.add(name)
            yield self.compiled(source, name)

    def _cells(self, data):
        try:
            cells = json.loads(data)["cells"]
            sources = ["".join(each["source"]) if each["cell_type"] == "code" else None for each in cells]
        except (ValueError, KeyError, TypeError, UnicodeDecodeError):
            raise ScriptFault(f"{self.name} is no notebook: it must be JSON with a list of cells") from None
        number = 0
        for source in sources:
            if source is None:
                continue
            number += 1
            yield without_magics(source), f"{self.name} cell {number}"

    def compiled(self, source, name):
        try:
            return compile(source, name, "exec", dont_inherit=True)
        except SyntaxError as error:
            where = f"{name} line {error.lineno}" if error.lineno else name
            raise ScriptFault(f"{where}: {type(error).__name__}: {error.msg}") from None
        except ValueError as error:
            raise ScriptFault(f"{name}: {error}") from None

    def _class(self, module):
        for name in classes[self.component]:
            found = module.__dict__.get(name)
            if inspect.isclass(found):
                return found
        others = [name for name, each in module.__dict__.items() if inspect.isclass(each) and each.__module__ == module.__name__]
        raise ScriptFault(no_class(self.name, self.component, others))

    def _checked(self):
        found = False
        for name, arguments, needed in methods[self.component]:
            member = getattr(self.kind, name, None)
            if member is None and not needed:
                continue
            if not callable(member):
                raise ScriptFault(no_method(self._at(self.kind), self.kind.__name__, name, arguments))
            found = True
            yield name, self._asked(name, member, arguments, _word(name, arguments))
        if not found:
            raise ScriptFault(no_methods(self._at(self.kind), self.kind.__name__, self.component))

    def _asked(self, name, member, arguments, word):
        """Which of the extras the method wants; refuses one that cannot be called with its arguments alone."""
        try:
            signature = inspect.signature(member)
        except (TypeError, ValueError):
            return ()
        own = inspect.getattr_static(self.kind, name)
        first = () if isinstance(own, (staticmethod, classmethod)) else (None,)
        asked = tuple(each for each in extras if each in signature.parameters)
        try:
            signature.bind(*first, *arguments, **dict.fromkeys(asked))
        except TypeError:
            said = f"{name}{signature}"
            raise ScriptFault(f"{self._at(member)}: {said} cannot be called with {', '.join(arguments)}; expected: {word}") from None
        return asked

    def _arguments(self):
        if self.kind.__init__ is object.__init__:
            return {}
        given = {}
        for each in list(inspect.signature(self.kind.__init__).parameters.values())[1:]:
            if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD):
                continue
            if each.name in injected.known:
                given[each.name] = injected.known[each.name]()
            elif each.default is each.empty:
                known = ", ".join(injected.known)
                where = self._at(self.kind.__init__)
                raise ScriptFault(f'{where}: __init__ asks for "{each.name}"; it can be given {known}')
        return given

    def _at(self, member):
        try:
            target = inspect.unwrap(member)
            if inspect.isclass(target):
                codes = [each.__code__ for each in vars(target).values() if inspect.isfunction(each)]
                line = min((each.co_firstlineno for each in codes), default=None)
                file = codes[0].co_filename if codes else self.name
            else:
                line, file = target.__code__.co_firstlineno, target.__code__.co_filename
            return f"{file} line {line}" if line else self.name
        except AttributeError:
            return self.name

    def _fault(self, error):
        lines = [each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename in self.files]
        names = [each.filename for each in traceback.extract_tb(error.__traceback__) if each.filename in self.files]
        where = f"{names[-1]} line {lines[-1]}" if lines else self.name
        message = " ".join(str(error).split())
        said = f"{type(error).__name__}: {message}" if message else type(error).__name__
        return ScriptFault(f"{where}: {said}", own_traceback(error))


def without_magics(source):
    """A notebook's cell without what only a notebook understands; lines keep their numbers."""
    first = source.lstrip().split("\n", 1)[0]
    if first.startswith("%%"):
        if not re.match(r"%%(time|timeit|capture|prun)\b", first):
            return ""
        source = source.replace(first, "", 1)
    try:
        compile(source, "cell", "exec", dont_inherit=True)
        return source
    except (SyntaxError, ValueError):
        lines = source.split("\n")
    kept = []
    for line in lines:
        assigned = re.match(r"(\s*[\w.,\s]+=\s*)[!%]", line)
        if re.match(r"\s*[%!?]", line) or re.match(r"\s*[\w.]+\?{1,2}\s*$", line):
            kept.append(re.match(r"\s*", line).group() + "pass")
        else:
            kept.append(assigned.group(1) + "None" if assigned else line)
    return "\n".join(kept)


def own_traceback(error):
    """Without the frames of this harness."""
    frames = error.__traceback__
    here = os.path.dirname(__file__)
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith(here):
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames))
