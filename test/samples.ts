import type { CatalogModel } from '../src/domain/catalog.ts'
import type { Artifact, Configuration } from '../src/domain/configuration.ts'
import type { Connection } from '../src/domain/connection.ts'
import type { Deployment } from '../src/domain/deployment.ts'
import type { ModelFile, ModelImport } from '../src/domain/model-file.ts'
import type { ResourceGroup } from '../src/domain/resource-group.ts'
import type { Rollout } from '../src/domain/rollout.ts'
import type { Secret } from '../src/domain/secret.ts'
import type { StoredApiKey, StoredOAuthClient } from '../src/store/stored-credentials.ts'

/** One of each noun for tests: say what matters, the rest is plausible. */

export const aGroup = (id: string, more: Partial<ResourceGroup> = {}): ResourceGroup => ({
  id,
  labels: [],
  status: 'PROVISIONED',
  generation: 1,
  createdAt: 1,
  ...more,
})

export const aConfiguration = (id: string, resourceGroup: string, more: Partial<Configuration> = {}): Configuration => ({
  id,
  resourceGroup,
  name: `configuration ${id}`,
  scenarioId: 'foundation-models',
  executableId: 'azure-openai',
  parameterBindings: [{ key: 'modelName', value: 'gpt-4o' }],
  inputArtifactBindings: [],
  createdAt: 1,
  ...more,
})

export const aDeployment = (id: string, configuration: Configuration, more: Partial<Deployment> = {}): Deployment => ({
  id,
  resourceGroup: configuration.resourceGroup,
  name: `name-of-${id}`,
  ttl: null,
  configurationId: configuration.id,
  targetStatus: 'RUNNING',
  lastOperation: 'CREATE',
  spread: null,
  onHangup: 'abort',
  scaling: null,
  scaled: null,
  targetsSeen: null,
  instancesRunning: null,
  rollout: null,
  version: 1,
  terms: null,
  generation: 1,
  status: 'PENDING',
  statusMessage: '',
  observedGeneration: 0,
  modelVersion: null,
  latestRunningConfigurationId: null,
  startTime: null,
  completionTime: null,
  createdAt: 1,
  modifiedAt: 1,
  submissionTime: 1,
  ...more,
})

export const aRollout = (more: Partial<Rollout> = {}): Rollout => ({
  id: 'r1',
  strategy: 'canary',
  configurationId: 'c-new',
  version: 2,
  percent: 10,
  header: null,
  sticky: null,
  steps: [],
  at: 0,
  failOn: { errorPercent: 5, minCalls: 20, deaths: 1 },
  startedAt: 0,
  stepAt: 0,
  ended: null,
  ...more,
})

export const anArtifact = (id: string, resourceGroup: string, more: Partial<Artifact> = {}): Artifact => ({
  id,
  resourceGroup,
  name: `artifact ${id}`,
  kind: 'model',
  url: 'ai://default/model',
  scenarioId: 'foundation-models',
  description: '',
  labels: [],
  createdAt: 1,
  modifiedAt: 1,
  ...more,
})

export const aConnection = (name: string, resourceGroup: string | null, more: Partial<Connection> = {}): Connection => ({
  name,
  resourceGroup,
  provider: 'openai',
  baseUrl: 'https://api.example',
  options: {},
  sealedCredential: 'v1.sealed',
  generation: 1,
  createdAt: 1,
  modifiedAt: 1,
  ...more,
})

export const aSecret = (name: string, scope: string, more: Partial<Secret> = {}): Secret => ({
  kind: 'generic',
  name,
  scope,
  sealedData: 'v1.sealed',
  labels: [],
  metadata: {},
  createdAt: 1,
  modifiedAt: 1,
  ...more,
})

export const anApiKey = (publicId: string, more: Partial<StoredApiKey> = {}): StoredApiKey => ({
  publicId,
  hash: 'ab'.repeat(32),
  name: `key ${publicId}`,
  role: 'consumer',
  resourceGroups: '*',
  deployments: '*',
  expiresAt: null,
  revokedAt: null,
  createdAt: 1,
  ...more,
})

export const anOAuthClient = (clientId: string, more: Partial<StoredOAuthClient> = {}): StoredOAuthClient => ({
  clientId,
  secretHash: 'cd'.repeat(32),
  name: `client ${clientId}`,
  role: 'operator',
  resourceGroups: ['default'],
  revokedAt: null,
  createdAt: 1,
  ...more,
})

export const aCatalogModel = (model: string, executableId: string): CatalogModel => ({
  model,
  executableId,
  provider: 'OpenAI',
  displayName: model,
  description: '',
  accessType: 'Remote',
  source: 'operator',
  versions: [
    {
      name: '2024-08-06',
      latestFrom: '2024-08-06',
      deprecatedFrom: null,
      retirementDate: '2026-10-01',
      retirementNotBefore: null,
      suggestedReplacements: ['gpt-5'],
      contextLength: 128_000,
      maxOutputTokens: null,
      inputTypes: ['text'],
      capabilities: ['text-generation'],
      streamingSupported: true,
      providerModelId: null,
      prices: [],
    },
  ],
})

export const aModelFile = (source: string, more: Partial<ModelFile> = {}): ModelFile => ({
  source,
  sha256: 'ef'.repeat(32),
  fileName: 'a.gguf',
  bytes: 1000,
  createdAt: 1,
  ...more,
})

export const aModelImport = (id: string, more: Partial<ModelImport> = {}): ModelImport => ({
  id,
  source: 'hf://org/repo/a.gguf',
  state: 'downloading',
  bytesDone: 0,
  bytesTotal: 10,
  sha256: null,
  error: null,
  createdAt: 1,
  modifiedAt: 1,
  ...more,
})
