import { z } from 'zod'
import type { Label } from '../../domain/configuration.ts'
import type { ServingTemplate, TemplateArtifact } from './serving-template.ts'
import type { TemplateShape } from './template-shape.ts'
import { type Path, readYaml, type Tree } from './yaml-tree.ts'

type Trouble = { readonly path: Path; readonly message: string }

/** Scenarios that clients read with fixed expectations: what is listed there must be of this program's making. */
const givenScenarios = ['foundation-models', 'orchestration']

/** What a sound shape says, in our words; and what is wrong in annotations, which no shape sees. */
export function templateFacts(
  { metadata: { name, labels, annotations }, spec: { inputs, template } }: TemplateShape,
  spec: Tree,
): { readonly template: ServingTemplate; readonly troubles: readonly Trouble[] } {
  const troubles: Trouble[] = []
  const scenarioId = labels['scenarios.ai.sap.com/id']
  if (givenScenarios.includes(scenarioId))
    troubles.push({
      path: ['metadata', 'labels', 'scenarios.ai.sap.com/id'],
      message: `must not be ${scenarioId}: that scenario is the server's own`,
    })

  const artifact = ({
    name: input,
    description,
  }: {
    readonly name: string
    readonly description?: string | undefined
  }): TemplateArtifact => {
    const key = (of: string): string => `artifacts.ai.sap.com/${input}.${of}`
    const path = (of: string): Path => ['metadata', 'annotations', key(of)]
    const said = Kind.safeParse(annotations[key('kind')])
    if (!said.success) troubles.push({ path: path('kind'), message: 'must be model, dataset or other' })
    const given = readLabels(annotations[key('labels')])
    if (given === null)
      troubles.push({ path: path('labels'), message: 'must be a map of texts: {"ext.ai.sap.com/name": "value"}' })
    return {
      name: input,
      kind: said.data ?? null,
      description: annotations[key('description')] ?? description ?? '',
      labels: given ?? [],
    }
  }

  const facts: ServingTemplate = {
    name,
    version: labels['ai.sap.com/version'],
    title: annotations['executables.ai.sap.com/name'],
    description: annotations['executables.ai.sap.com/description'] ?? '',
    scenario: {
      id: scenarioId,
      name: annotations['scenarios.ai.sap.com/name'],
      description: annotations['scenarios.ai.sap.com/description'] ?? '',
    },
    labels: Object.entries(labels).flatMap(([key, value]) => (key.startsWith('ext.ai.sap.com/') ? [{ key, value }] : [])),
    cascade: annotations['executables.ai.sap.com/cascade-update-deployments'] === 'true',
    parameters: inputs.parameters.map((each) => ({
      name: each.name,
      description: each.description ?? '',
      default: each.default ?? null,
    })),
    artifacts: inputs.artifacts.map(artifact),
    body: { labels: template.metadata.labels, annotations: template.metadata.annotations, spec },
  }
  return { template: facts, troubles }
}

const Kind = z.enum(['model', 'dataset', 'other']).optional()

/** JSON is YAML too. */
function readLabels(text: string | undefined): readonly Label[] | null {
  if (text === undefined) return []
  const [document] = readYaml(text)
  const parsed = z.record(z.string(), z.string()).safeParse(document?.value)
  if (!parsed.success || document === undefined || document.problems.length > 0) return null
  return Object.entries(parsed.data).map(([key, value]) => ({ key, value }))
}
