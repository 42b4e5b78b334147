"""XGBoost models without a script: model.json, .ubj or .bst, as `save_model` writes them."""

import numpy
import xgboost

from lectern_harness.built_in import model_file

endings = (".json", ".ubj", ".bst", ".deprecated", ".model")


class Predict:
    def __init__(self):
        path = model_file.find(endings, "one file .json, .ubj or .bst")
        self.booster = xgboost.Booster()
        with open(path, "rb") as file:
            # By content: what a file is called need not be what it is.
            self.booster.load_model(bytearray(file.read()))

    def predict(self, inputs, parameters):
        """`parameters`: {"predict_proba": true} for both classes of a binary model, {"output_margin": true}, {"pred_leaf": true}."""
        rows = self._rows(inputs)
        margin, leaf = parameters.get("output_margin") is True, parameters.get("pred_leaf") is True
        answers = self.booster.inplace_predict(rows, predict_type="margin" if margin else "value") if not leaf else None
        if leaf:
            return self.booster.predict(xgboost.DMatrix(rows), pred_leaf=True)
        if parameters.get("predict_proba") is True and answers.ndim == 1:
            return numpy.stack([1 - answers, answers], axis=1)
        return answers

    def _rows(self, inputs):
        names = self.booster.feature_names
        if isinstance(inputs, dict):
            order = names if names and all(name in inputs for name in names) else list(inputs)
            return numpy.column_stack([numpy.asarray(inputs[name], dtype=numpy.float32).reshape(-1) for name in order])
        if len(inputs) > 0 and isinstance(inputs[0], dict):
            order = names or list(inputs[0])
            missing = [name for name in order if name not in inputs[0]]
            if missing:
                raise BadRows(f"the instances lack {', '.join(missing)}; the model takes {', '.join(order)}")
            inputs = [[row.get(name) for name in order] for row in inputs]
        wanted = self.booster.num_features()
        try:
            rows = numpy.asarray(inputs, dtype=numpy.float32)
        except (TypeError, ValueError) as error:
            raise BadRows(f"the model takes rows of {wanted} numbers; these are none: {error}") from error
        if rows.ndim != 2 or rows.shape[1] != wanted:
            raise BadRows(f"the model takes rows of {wanted} numbers; these have the shape {list(rows.shape)}")
        return rows


class BadRows(ValueError):
    status_code = 400
