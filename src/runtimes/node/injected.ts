type Env = Readonly<Record<string, string | undefined>>

/** What a script's constructor is given: plain facts about where it runs. */
export type Injected = ReturnType<typeof makeInjected>

export function makeInjected(env: Env, write: (line: string) => void, now: () => number) {
  const of = (...names: string[]): string | null => names.map((name) => env[name]).find((value) => value) ?? null
  return {
    /** The resource group that the deployment belongs to. */
    project: { id: number(of('HOPSWORKS_PROJECT_ID', 'PROJECT_ID')), name: of('HOPSWORKS_PROJECT_NAME', 'PROJECT_NAME') },
    deployment: {
      id: of('DEPLOYMENT_ID'),
      name: of('DEPLOYMENT_NAME'),
      version: number(of('DEPLOYMENT_VERSION')),
      artifactVersion: number(of('ARTIFACT_VERSION')),
      artifactFilesPath: of('ARTIFACT_FILES_PATH'),
      scriptFile: of('SCRIPT_PATH'),
      configFile: of('CONFIG_FILE_PATH'),
      modelName: of('MODEL_NAME'),
      modelVersion: number(of('MODEL_VERSION')),
    },
    /** A registered model, or the files that were bound. */
    model: {
      name: of('MODEL_NAME'),
      version: number(of('MODEL_VERSION')),
      framework: of('MODEL_FRAMEWORK'),
      modelFilesPath: of('MODEL_FILES_PATH'),
    },
    /** Writes into the deployment's log as a line of JSON. */
    asyncLogger: {
      log: (...values: readonly unknown[]): void => write(`${JSON.stringify({ at: now() / 1000, values })}\n`),
    },
  }
}

const number = (text: string | null): number | string | null => (text !== null && /^\d+$/.test(text) ? Number(text) : text)
