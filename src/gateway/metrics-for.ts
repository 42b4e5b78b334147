import { mayEnter, mayTouch, type Principal } from '../domain/principal.ts'

/**
 * What a caller may know of a text of metrics: all of it, or where the credential is limited, the samples of its resource groups and
 * deployments. What a sample without such a label tells is the installation's. `groupOf`: the resource group of a deployment's id.
 */
export function metricsFor(reader: Principal, text: string, groupOf: (deploymentId: string) => string | undefined): string {
  if (reader.resourceGroups === '*' && reader.deployments === '*') return text
  const isTheirs = (line: string): boolean => {
    const deployment = label(line, 'deployment')
    const group = label(line, 'resource_group') ?? (deployment === undefined ? undefined : groupOf(deployment))
    if (group === undefined || !mayEnter(reader, group)) return false
    return reader.deployments === '*' || (deployment !== undefined && mayTouch(reader, deployment))
  }
  return text
    .split('\n')
    .filter((line) => line === '' || line.startsWith('#') || isTheirs(line))
    .join('\n')
}

/** Quotes in values are written with a backslash, so that no value is taken for a label. */
const label = (line: string, name: string): string | undefined =>
  new RegExp(`[{,]${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(line)?.[1]
