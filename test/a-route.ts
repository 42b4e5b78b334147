import type { BranchFacts, Route } from '../src/domain/route.ts'

/** What is so of the calls that a configuration answers, where nothing is known of it but its model. */
export const someFacts = (more: Partial<BranchFacts> = {}): BranchFacts => ({
  executableId: 'x',
  wire: 'openai',
  modelName: 'm',
  modelVersion: '1',
  capabilities: [],
  deprecatedAt: null,
  retiresAt: null,
  prices: [],
  contextLength: null,
  maxOutputTokens: null,
  ...more,
})

/** A route that runs, with nothing behind it. */
export const aRoute = (more: Partial<Route> = {}): Route => ({
  ...someFacts(),
  deploymentId: 'd00000000000000a',
  name: 'chat',
  resourceGroup: 'default',
  createdAt: 1,
  state: 'running',
  message: '',
  targets: [],
  ...more,
})
