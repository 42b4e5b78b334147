import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The repository. */
export const root = join(import.meta.dirname, '..', '..', '..')
export const docs = join(root, 'docs')

/** A page by its slug, a folder of pages, a link below `/docs`, or a group of them. */
type Item =
  | string
  | { readonly autogenerate: { readonly directory: string } }
  | { readonly label: string; readonly link: string }
  | Group
type Group = { readonly label: string; readonly collapsed?: boolean; readonly items: readonly Item[] }

const howTo = (label: string, ...names: readonly string[]): Group => ({
  label,
  collapsed: true,
  items: names.map((name) => `how-to/${name}`).filter(isPage),
})

function isPage(slug: string): boolean {
  return existsSync(join(docs, `${slug}.md`))
}

const howTos: readonly Group[] = [
  howTo(
    'Run the server',
    'use-the-command-line',
    'configure',
    'use-the-command-line',
    'use-the-console',
    'sign-in',
    'give-access',
    'keep-secrets-elsewhere',
    'observe',
    'audit',
    'operate',
  ),
  howTo(
    'Deploy models of providers',
    'connect-a-provider',
    'choose-a-deployment-type',
    'provision-throughput',
    'change-the-catalog',
    'keep-models-up-to-date',
  ),
  howTo(
    'Serve your own models',
    'get-model-files',
    'keep-models-in-the-registry',
    'serve-python',
    'serve-onnx',
    'serve-javascript',
    'deploy-a-container',
    'use-serving-templates',
    'transform-inputs-and-outputs',
    'batch-calls',
    'give-a-model-its-resources',
    'give-secrets-to-models',
    'use-a-gpu',
  ),
  howTo(
    'Call models',
    'use-any-client',
    'use-azure-clients',
    'use-hopsworks',
    'use-the-sdk',
    'use-the-sdk-registry',
    'use-the-sdk-serving',
    'use-the-sdk-generative',
    'call-over-grpc',
    'run-a-batch',
  ),
  howTo('Scale and change', 'scale', 'several-targets', 'roll-out-a-change'),
  howTo('Money and limits', 'limit-and-budget', 'see-usage', 'set-prices', 'read-a-statement'),
  howTo('Look back', 'log-inferences', 'log-predictions'),
  howTo('Extend', 'add-an-executable'),
]

const pagesIn = (folder: string): readonly string[] =>
  existsSync(join(docs, folder))
    ? readdirSync(join(docs, folder))
        .filter((name) => /^[^_].*\.md$/.test(name) && name !== 'README.md')
        .map((name) => `${folder}/${name.slice(0, -3)}`)
        .sort()
    : []

/** These first, in this order; what else there is in the folder comes after them. */
const ordered = (folder: string, ...first: readonly string[]): readonly string[] => {
  const known = first.map((name) => `${folder}/${name}`)
  return [...known.filter(isPage), ...pagesIn(folder).filter((slug) => !known.includes(slug))]
}

/** A page that nobody has put into a group yet is shown all the same. */
const unplaced = pagesIn('how-to').filter((slug) => !howTos.some(({ items }) => items.includes(slug)))

/** What stands at the left of every page. A slug takes its label from the page's title. */
export const sidebar: Group[] = [
  { label: 'Tutorials', items: [...ordered('tutorials', 'first-model', 'own-model'), ...ordered('walks')] },
  {
    label: 'How to',
    items: [...howTos, ...(unplaced.length > 0 ? [{ label: 'More', collapsed: true, items: unplaced }] : [])],
  },
  { label: 'Coming from', items: ordered('coming-from', 'sap-ai-core', 'azure-openai', 'hopsworks', 'litellm') },
  {
    label: 'Reference',
    items: [
      'reference/cli',
      'reference/api',
      { label: 'Operations', collapsed: true, items: [{ autogenerate: { directory: 'reference/operations' } }] },
      { label: 'Try the API', link: '/api' },
      ...ordered('reference', 'configuration', 'errors', 'headers', 'parameters', 'metrics').filter(
        (slug) => !['reference/cli', 'reference/api'].includes(slug),
      ),
      'performance',
    ],
  },
  {
    label: 'Explanations',
    items: [
      ...ordered('explain', 'how-lectern-works', 'deployment-types', 'money-and-limits', 'security'),
      'project/architecture',
      'project/idioms',
      { label: 'Decisions', collapsed: true, items: ['decisions', ...pagesIn('decisions')] },
      'project/changelog',
    ],
  },
]
