import type { Clock } from '../domain/clock.ts'
import type { Principal } from '../domain/principal.ts'
import { defaultResourceGroup } from '../domain/resource-group.ts'
import type { Store } from '../store/store.ts'
import type { ModelFiles } from './models/model-files.ts'
import type { Platform } from './platform/platform.ts'

export type Demo = {
  readonly executableId: string
  readonly scenarioId: string
  readonly modelName: string
  readonly deploymentName: string
  /** Absolute path of the model file that comes with Lectern. */
  readonly file: string
}

export type DemoDeps = {
  readonly store: Pick<Store, 'settings' | 'deployments'>
  readonly imports: ModelFiles['imports']
  readonly platform: Pick<Platform, 'createConfiguration' | 'createDeployment'>
  readonly clock: Clock
}

const setting = 'demo-deployment'

/** Deploys the demo model once in an installation's life: whoever deletes it is not given it again. Answers whether it is there. */
export async function deployDemo(deps: DemoDeps, demo: Demo): Promise<boolean> {
  const earlier = await deps.store.settings.get(setting)
  if (earlier !== null) return (await deps.store.deployments.byId(earlier)) !== null
  const principal: Principal = {
    kind: 'apiKey',
    id: 'lectern',
    name: 'lectern',
    role: 'admin',
    resourceGroups: '*',
    deployments: '*',
    expiresAt: null,
  }
  const sha256 = await importFile(deps, principal, `file://${demo.file}`)
  const caller = { principal, resourceGroup: defaultResourceGroup }
  const configuration = await deps.platform.createConfiguration(caller, {
    name: demo.deploymentName,
    scenarioId: demo.scenarioId,
    executableId: demo.executableId,
    parameterBindings: [
      { key: 'modelName', value: demo.modelName },
      { key: 'modelFile', value: sha256 },
    ],
    inputArtifactBindings: [],
  })
  const deployment = await deps.platform.createDeployment(caller, {
    configurationId: configuration.id,
    ttl: null,
    name: demo.deploymentName,
  })
  await deps.store.settings.setOnce(setting, deployment.id)
  return true
}

async function importFile(deps: DemoDeps, principal: Principal, source: string): Promise<string> {
  let record = await deps.imports.start(principal, { source })
  while (record.state === 'downloading' || record.state === 'verifying') {
    await deps.clock.sleep(20)
    record = await deps.imports.get(record.id)
  }
  if (record.state !== 'done' || record.sha256 === null) throw new Error(`the demo model could not be imported: ${record.error}`)
  return record.sha256
}
