# What pages take for granted, for their `<!-- first: … -->`. AZURE_ENDPOINT and AZURE_KEY are of an upstream that speaks Azure's wire.

# The group team-a.
scene_team_a() {
  npx lectern groups create team-a > /dev/null
}

# A script that says 0 to everything as the deployment `iris`, and a registered model `iris` of one file in ./model.
scene_iris() {
  printf 'class Predict:\n    def predict(self, inputs):\n        return [0 for _ in inputs]\n' > predict.py
  mkdir -p model && echo '{}' > model/weights.json
  npx lectern registry push iris ./model --framework python > /dev/null
  npx lectern models pull "file://$PWD/predict.py" > /dev/null
  npx lectern deployments create iris --scenario model-serving --executable python --param model=iris \
    --param "script=file://$PWD/predict.py" --wait --timeout 2m > /dev/null
}

# An account with Azure OpenAI, as the connection `azure-openai`.
scene_azure() {
  echo "$AZURE_KEY" | npx lectern connections create azure-openai --base-url "$AZURE_ENDPOINT" --key-stdin > /dev/null
}

# The same, with gpt-5 as the deployment `chat`.
scene_chat() {
  scene_azure
  npx lectern deploy gpt-5 --executable azure-openai --type standard --name chat --wait > /dev/null
}

# A second configuration of `chat`, for what changes it; its id.
scene_other_configuration() {
  npx lectern configurations create other --executable azure-openai --model gpt-5 -o json | field id
}

field() { node -p "JSON.parse(require('fs').readFileSync(0)).$1"; }
