import type { Instance, InstanceSpec } from '../domain/instance.ts'

/** What is known of an instance when it is asked for, whatever it is made of. */
export const beginning = (spec: InstanceSpec, address: string, now: number): Instance => ({
  id: spec.id,
  deploymentId: spec.deploymentId,
  revision: spec.revision,
  ...(spec.component === undefined ? {} : { component: spec.component }),
  phase: 'starting',
  address,
  concurrency: spec.placement.concurrency,
  basePath: spec.placement.basePath,
  model: spec.placement.model,
  pid: null,
  startedAt: now,
  readyAt: null,
  exit: null,
  ...(spec.placement.resources === undefined ? {} : { resources: spec.placement.resources }),
  ...(spec.gpus === undefined ? {} : { gpus: spec.gpus }),
})
