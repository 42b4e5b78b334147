/** Words of Azure Resource Manager's addresses, as our routes spell them. */
const words = [
  'subscriptions',
  'resourceGroups',
  'providers',
  'Microsoft.CognitiveServices',
  'Microsoft.MachineLearningServices',
  'microsoft.insights',
  'accounts',
  'deployments',
  'locations',
  'workspaces',
  'serverlessEndpoints',
  'onlineEndpoints',
  'operationStatuses',
  'operationResults',
  'skus',
  'models',
  'usages',
  'modelCapacities',
  'calculateModelCapacity',
  'checkSkuAvailability',
  'listKeys',
  'regenerateKey',
  'regenerateKeys',
  'pause',
  'resume',
  'token',
  'getLogs',
  'metrics',
  'metricDefinitions',
]
const known = new Map(words.map((word) => [word.toLowerCase(), word]))

/**
 * Azure's addresses mean the same in any case, and clients differ (`resourcegroups`, `microsoft.cognitiveservices`): words of ours are
 * spelled as our routes have them, names between them stay. `url` with its query; others than Azure's are as they were.
 */
export function armSpelling(url: string): string {
  if (!/^\/subscriptions\//i.test(url)) return url
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  // Types and names take turns; a provider's name counts as none.
  let isWord = true
  const spelled = path
    .slice(1)
    .split('/')
    .map((segment) => {
      const word = isWord ? known.get(segment.toLowerCase()) : undefined
      const isProvider = word?.startsWith('Microsoft.') || word?.startsWith('microsoft.')
      isWord = isProvider || word === 'providers' || !isWord
      return word ?? segment
    })
  return `/${spelled.join('/')}${end === -1 ? '' : url.slice(end)}`
}
