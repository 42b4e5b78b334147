/** A serving template as SAP AI Core documents them, on a runtime of Lectern's own. */
export const aTemplate = ({
  name = 'sums',
  version = '0.1.0',
  scenario = 'my-scenario',
  parameters = '[{ name: factor, type: string, default: "0.50", description: Multiplies }]',
  artifacts = '[{ name: code }]',
  annotations = '',
  spec = pythonSpec,
}: {
  name?: string
  version?: string
  scenario?: string
  parameters?: string
  artifacts?: string
  annotations?: string
  spec?: string
} = {}): string => `apiVersion: ai.sap.com/v1alpha1
kind: ServingTemplate
metadata:
  name: ${name}
  annotations:
    scenarios.ai.sap.com/name: "My scenario"
    scenarios.ai.sap.com/description: "What it is about"
    executables.ai.sap.com/name: "Sums"
    executables.ai.sap.com/description: "Adds up"
    artifacts.ai.sap.com/code.kind: "other"
${annotations}
  labels:
    scenarios.ai.sap.com/id: ${scenario}
    ai.sap.com/version: "${version}"
spec:
  inputs:
    parameters: ${parameters}
    artifacts: ${artifacts}
  template:
    apiVersion: "serving.kserve.io/v1beta1"
    metadata:
      labels: |
        ai.sap.com/resourcePlan: starter
    spec: |
${spec.replaceAll(/^/gm, '      ')}
`

export const pythonSpec = `predictor:
  model:
    runtime: python
    parameters:
      script: "{{inputs.artifacts.code}}"
    env:
      - name: FACTOR
        value: "{{inputs.parameters.factor}}"`

/** Line of a text that stands in a template once. */
export const lineOf = (template: string, part: string): number => template.slice(0, template.indexOf(part)).split('\n').length
