"""scikit-learn models without a script: model.joblib, .pkl or .pickle."""

import pickle

from lectern_harness.built_in import model_file

endings = (".joblib", ".pkl", ".pickle")
methods = ("predict", "predict_proba", "decision_function", "transform")


def read(path):
    try:
        import joblib
    except ImportError:
        if path.endswith(".joblib"):
            raise
        with open(path, "rb") as file:
            return pickle.load(file)
    return joblib.load(path)


class Predict:
    def __init__(self):
        self.model = read(model_file.find(endings, "one file .joblib, .pkl or .pickle"))
        if not any(hasattr(self.model, each) for each in methods):
            raise TypeError(f"the file holds a {type(self.model).__name__}, which has no method predict or transform")

    def predict(self, inputs, parameters):
        """`parameters`: {"method": "predict_proba"}, or {"predict_proba": true}."""
        wanted = parameters.get("method") or next((each for each in methods if parameters.get(each) is True), None)
        if wanted is None:
            wanted = "predict" if hasattr(self.model, "predict") else "transform"
        if wanted not in methods or not hasattr(self.model, wanted):
            has = ", ".join(each for each in methods if hasattr(self.model, each))
            raise BadMethod(f"this model has no method {wanted}; it has {has}")
        rows = self._rows(inputs)
        try:
            return getattr(self.model, wanted)(rows)
        except (TypeError, ValueError) as error:
            trouble = self._trouble(rows)
            if trouble:
                raise BadRows(trouble) from error
            raise

    def _trouble(self, rows):
        """What is wrong with rows that the model refused: no numbers, another width than it was trained with, or NaN; else None."""
        import numpy

        wanted = getattr(self.model, "n_features_in_", None)
        if wanted is None or hasattr(rows, "columns"):
            return None
        takes = f"the model takes rows of {wanted} numbers"
        try:
            numbers = numpy.asarray(rows, dtype=float)
        except (TypeError, ValueError) as error:
            return f"{takes}; these are none: {error}"
        if numbers.ndim != 2 or numbers.shape[1] != wanted:
            return f"{takes}; these have the shape {list(numbers.shape)}"
        return None if numpy.isfinite(numbers).all() else f"{takes}; these hold null, NaN or infinity"

    def _rows(self, inputs):
        """Rows by column name become the table that the model was trained with; columns sent one by one, the same."""
        columns = getattr(self.model, "feature_names_in_", None)
        if isinstance(inputs, dict):
            inputs = [dict(zip(inputs, row)) for row in zip(*(_flat(each) for each in inputs.values()))]
        if len(inputs) == 0 or not isinstance(inputs[0], dict):
            return inputs
        names = list(columns) if columns is not None else list(inputs[0])
        missing = [name for name in names if name not in inputs[0]]
        if missing:
            raise BadMethod(f"the instances lack {', '.join(missing)}; the model takes {', '.join(names)}")
        if columns is None:
            return [[row[name] for name in names] for row in inputs]
        try:
            import pandas
        except ImportError:
            import numpy

            return numpy.array([[row[name] for name in names] for row in inputs])
        return pandas.DataFrame(inputs, columns=names)


def _flat(column):
    return column.reshape(-1) if hasattr(column, "reshape") else column


class BadMethod(ValueError):
    status_code = 400


class BadRows(ValueError):
    status_code = 400
