/** What a deployment may be called in paths: its name, its id, the model's name. The first is what it calls itself. */
export function namesIn(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const names = ['DEPLOYMENT_NAME', 'DEPLOYMENT_ID', 'MODEL_NAME'].map((name) => env[name]).filter((name) => name)
  return names.length === 0 ? ['model'] : [...new Set(names.map(String))]
}
