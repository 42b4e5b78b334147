/** What a new template begins with: it is sound as it stands, and shows where things go. */
export const starter = `apiVersion: ai.sap.com/v1alpha1
kind: ServingTemplate
metadata:
  name: my-template
  annotations:
    scenarios.ai.sap.com/name: "My scenario"
    executables.ai.sap.com/name: "My template"
    executables.ai.sap.com/description: "What it serves"
    artifacts.ai.sap.com/code.kind: "other"
  labels:
    scenarios.ai.sap.com/id: my-scenario
    ai.sap.com/version: "0.1.0"
spec:
  inputs:
    parameters:
      - name: factor
        type: string
        default: "1"
        description: A value that the script reads
    artifacts:
      - name: code
  template:
    apiVersion: "serving.kserve.io/v1beta1"
    metadata:
      labels: |
        ai.sap.com/resourcePlan: starter
    spec: |
      predictor:
        model:
          runtime: python
          parameters:
            script: "{{inputs.artifacts.code}}"
          env:
            - name: FACTOR
              value: "{{inputs.parameters.factor}}"
`
