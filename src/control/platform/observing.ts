import { readDeploymentSeries, type SeriesDeps } from './deployment-series.ts'
import { type InstanceDeps, listInstances, readTimeline } from './instances.ts'
import { followLogs, groupOfDeployment, type LogDeps, readLogs, streamLogs } from './read-logs.ts'

export type ObservingDeps = SeriesDeps & InstanceDeps & LogDeps

/** How a deployment does: what its instances write and are, and what its calls come to. */
export const makeObserving = (deps: ObservingDeps) => ({
  readLogs: readLogs(deps),
  streamLogs: streamLogs(deps),
  followLogs: followLogs(deps),
  groupOfDeployment: groupOfDeployment(deps),
  readDeploymentSeries: readDeploymentSeries(deps),
  listInstances: listInstances(deps),
  readTimeline: readTimeline(deps),
})
