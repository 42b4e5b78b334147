import { builtInServer } from './built-in-server.ts'

const requirements = 'xgboost-cpu>=3,<4\nnumpy\n'

export const xgboost = builtInServer({
  id: 'xgboost',
  title: 'XGBoost model server',
  description: 'Serves XGBoost models (.json, .ubj, .bst) without a script, over V1 and the Open Inference Protocol.',
  script: 'xgboost_predictor.py',
  requirements,
  packages: 'XGBoost 3 and numpy',
  frameworks: [],
})
