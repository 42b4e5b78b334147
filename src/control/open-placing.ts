import { join } from 'node:path'
import type { Box } from '../access/box.ts'
import type { Store } from '../store/store.ts'
import { type ConnectionDeps, makeConnections } from './connections/connections.ts'
import { type EnvironmentsDeps, makeEnvironments } from './environments/environments.ts'
import { makeNodePackages } from './environments/node-packages.ts'
import { makePlace, type PlaceDeps } from './place.ts'
import { makeFindPlan } from './platform/resource-plans.ts'
import { makeReferences, type ReferenceDeps } from './references/references.ts'
import { makeRegistryCredentials } from './registry-credentials.ts'
import { makeBindSecrets } from './secret-variables.ts'

export type PlacingDeps = Omit<ConnectionDeps, 'box' | 'references'> &
  Pick<PlaceDeps, 'catalog' | 'checkScript' | 'modelFile' | 'bindRegistered' | 'bindAddress' | 'host'> & {
    readonly store: Store
    readonly box: Box
    readonly dataFolder: string
    /** Where secrets may be kept, and what the server's environment holds of them. */
    readonly secretSources: Pick<ReferenceDeps, 'settings' | 'env'>
    readonly runProgram: EnvironmentsDeps['run']
    readonly log: EnvironmentsDeps['log']
    /** Told when something that deployments waited for is there. */
    readonly arrived: () => void
  }

/** All that turns a configuration into where its answers come from, put together. */
export function openPlacing(deps: PlacingDeps) {
  const { store, clock, box, host } = deps
  const references = makeReferences({ ...deps.secretSources, clock })
  const connections = makeConnections({ ...deps, references })
  const installing = { run: deps.runProgram, clock, ended: deps.arrived, log: deps.log }
  const python = makeEnvironments({ ...installing, folder: join(deps.dataFolder, 'environments'), python: host.python })
  const packages = makeNodePackages({ ...installing, folder: join(deps.dataFolder, 'packages'), nodeVersion: process.version })
  const environments = {
    removeUnused: async () => void (await Promise.all([python.removeUnused(), packages.removeUnused()])),
    [Symbol.asyncDispose]: async () => void (await Promise.all([python[Symbol.asyncDispose](), packages[Symbol.asyncDispose]()])),
  }
  const place = makePlace({
    ...deps,
    artifacts: store.artifacts,
    openConnection: connections.open,
    resourcePlan: makeFindPlan({ store }),
    pythonEnvironment: python.get,
    nodePackages: packages.get,
    bindSecrets: makeBindSecrets({ store, openSealed: box.open }),
    registryCredentials: makeRegistryCredentials({ store, openSealed: box.open }),
  })
  return { connections, environments, place, references }
}
