import { refusal } from '../errors.ts'

/** The packages of scikit-learn's built-in server: an environment that is equal is made once. */
const dataPackages = 'scikit-learn==1.7.2\njoblib\npandas\n'

/** Hopsworks' environments for inference, as pip's requirements; null: the Python of the machine as it is. */
const environments: Readonly<Record<string, string | null>> = {
  'minimal-inference-pipeline': null,
  'pandas-inference-pipeline': dataPackages,
  'torch-inference-pipeline': `${dataPackages}torch\n`,
  'tensorflow-inference-pipeline': `${dataPackages}tensorflow\n`,
}

/** Where none is named. */
const usual = 'pandas-inference-pipeline'

export function requirementsOf(environment: string | null): string | null {
  const name = environment ?? usual
  const found = Object.hasOwn(environments, name) ? environments[name] : undefined
  if (found !== undefined) return found
  const known = Object.keys(environments).join(', ')
  throw refusal(
    'invalid',
    240012,
    `there is no Python environment "${name.slice(0, 80)}"; there are ${known}`,
    'environmentDTO.name',
  )
}
