import { distinctLabels } from '../../decide/labels.ts'
import type { Artifact } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import type { ArtifactFilter, Page, Window } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { mustKnowScenario } from './scenarios.ts'

export type NewArtifact = Pick<Artifact, 'name' | 'kind' | 'url' | 'scenarioId' | 'description' | 'labels'>

/** Writes down where files are; moves none of them. */
export const createArtifact =
  (deps: Pick<ControlDeps, 'store' | 'clock' | 'newIds' | 'executables'>) =>
  async ({ resourceGroup }: Caller, draft: NewArtifact): Promise<Artifact> => {
    mustKnowScenario(deps, draft.scenarioId)
    const now = deps.clock.now()
    const artifact = {
      ...draft,
      labels: distinctLabels(draft.labels),
      id: deps.newIds.uuid(),
      resourceGroup,
      createdAt: now,
      modifiedAt: now,
    }
    await deps.store.artifacts.insert(artifact)
    return artifact
  }

export const getArtifact =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  async ({ resourceGroup }: Caller, id: string): Promise<Artifact> => {
    const artifact = await store.artifacts.get(resourceGroup, id)
    if (!artifact) throw new Failure('not_found', `Artifact ${id} not found in this resource group`, { target: 'artifactId' })
    return artifact
  }

export const listArtifacts =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  ({ resourceGroup }: Caller, filter: ArtifactFilter & Partial<Window>): Promise<Page<Artifact>> =>
    store.artifacts.list(resourceGroup, filter)
