import { builtInServer } from './built-in-server.ts'

/** Versions that install together on every Python from 3.10 to 3.14. */
const requirements = 'scikit-learn==1.7.2\njoblib\npandas\n'

export const sklearn = builtInServer({
  id: 'sklearn',
  title: 'scikit-learn model server',
  description: 'Serves scikit-learn models (joblib or pickle) without a script, over V1 and the Open Inference Protocol.',
  script: 'sklearn_predictor.py',
  requirements,
  frameworks: ['SKLEARN'],
  packages: 'scikit-learn 1.7.2, joblib and pandas',
})
