/** What a script begins with. `id` is how addresses call it, and the file's name. */
export type Template = { readonly id: string; readonly role: Role; readonly text: string }
export const roles = ['predictor', 'transformer'] as const
export type Role = (typeof roles)[number]

const predictPython = `import os


class Predict:
    def __init__(self, model):
        # Files of the model version lie in this folder; load what predict needs once.
        self.files = model.model_files_path

    def predict(self, inputs):
        # "instances" of a call: a list. What is returned becomes its "predictions".
        return [sum(row) for row in inputs]
`

const predictJavaScript = `export default class Predict {
  constructor({ model }) {
    // Files of the model version lie in this folder.
    this.files = model.modelFilesPath
  }

  predict(inputs, { parameters }) {
    // "instances" of a call: a list. What is returned becomes its "predictions".
    return inputs.map((row) => row.reduce((sum, each) => sum + each, 0))
  }
}
`

const transformPython = `class Transformer:
    def preprocess(self, inputs):
        # What callers send becomes what the model takes.
        return inputs

    def postprocess(self, outputs):
        # What the model says becomes what callers get.
        return outputs
`

const transformJavaScript = `export default class Transformer {
  preprocess(inputs) {
    // What callers send becomes what the model takes.
    return inputs
  }

  postprocess(outputs) {
    // What the model says becomes what callers get.
    return outputs
  }
}
`

export const templates: readonly Template[] = [
  { id: 'predictor.py', role: 'predictor', text: predictPython },
  { id: 'predictor.js', role: 'predictor', text: predictJavaScript },
  { id: 'transformer.py', role: 'transformer', text: transformPython },
  { id: 'transformer.js', role: 'transformer', text: transformJavaScript },
]
