import { z } from 'zod'
import type { TemplateVerbs } from '../../../control/templates/templates.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { AnyId } from '../../../domain/ids.ts'
import type { StoredTemplate } from '../../../domain/template.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { Acknowledged, listOf, Timestamp } from './shapes.ts'

const Summary = z
  .object({
    name: z.string().describe('Id of the executable that it is'),
    application: z.string().nullable().describe('The application that brought it; null: it was uploaded'),
    file: z.string().nullable().describe('The file of the repository that it is in'),
    problem: z.string().nullable().describe('Why what the file says now was not taken'),
    keptSince: Timestamp.nullable().describe('Since when it is gone from its repository, and kept for deployments that use it'),
    createdBy: z.string(),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'ServingTemplateSummary' })
const Shape = Summary.extend({ template: z.string().describe('Its YAML') }).meta({ id: 'ServingTemplate' })

const Problem = z.object({
  path: z.string().describe('spec.template.spec.predictor.model.runtime'),
  line: z.int(),
  message: z.string(),
})
const Verdict = z
  .object({
    valid: z.boolean(),
    problems: z.array(Problem),
    warnings: z.array(Problem).describe('What is understood and has no effect here'),
    executable: z
      .object({
        id: z.string(),
        scenarioId: z.string(),
        versionId: z.string(),
        parameters: z.array(z.string()),
        inputArtifacts: z.array(z.string()),
      })
      .nullable()
      .describe('What it would become'),
  })
  .meta({ id: 'ServingTemplateVerdict' })

// Longer than any template may be: what is too long is a problem of the template, told as such.
const Body = z
  .strictObject({ template: z.string().min(1).max(1_000_000).describe('One YAML document, kind: ServingTemplate') })
  .meta({ id: 'ServingTemplateRequest' })

const reads = { access: { role: 'operator', group: 'none' }, lectern: true } as const
const writes = { access: { role: 'admin', group: 'none' }, lectern: true } as const
const tags = ['ServingTemplate']
const params = z.object({ templateName: AnyId })

/** Templates that somebody uploads; they are executables of every resource group. */
export const mountServingTemplates = (app: ControlApp, verbs: TemplateVerbs): void => {
  app.get(
    '/v2/admin/servingTemplates',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'serving_template.query',
        summary: 'Lists serving templates',
        response: { 200: listOf(Summary, 'ServingTemplateList'), ...refusals },
      },
    },
    async () => {
      const resources = (await verbs.list()).map(summarise)
      return { count: resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/servingTemplates',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'serving_template.create',
        summary: 'Uploads a serving template',
        body: Body,
        response: { 201: Shape, ...refusals },
      },
    },
    async (request, reply) => reply.code(201).send(render(await verbs.create(callerOf(request), request.body.template))),
  )

  app.post(
    '/v2/admin/servingTemplates/validate',
    {
      config: { ...reads, audit: 'no' },
      schema: {
        tags,
        operationId: 'serving_template.validate',
        summary: 'Says whether a serving template is sound, and changes nothing',
        body: Body,
        response: { 200: Verdict, ...refusals },
      },
    },
    async (request) => {
      const { template, problems, warnings } = verbs.validate(request.body.template)
      return {
        valid: template !== null,
        problems: [...problems],
        warnings: [...warnings],
        executable: template && {
          id: template.name,
          scenarioId: template.scenario.id,
          versionId: template.version,
          parameters: template.parameters.map(({ name }) => name),
          inputArtifacts: template.artifacts.map(({ name }) => name),
        },
      }
    },
  )

  app.get(
    '/v2/admin/servingTemplates/:templateName',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'serving_template.get',
        summary: 'Reads a serving template',
        params,
        response: { 200: Shape, ...refusals },
      },
    },
    async (request) => render(await verbs.get(request.params.templateName)),
  )

  app.put(
    '/v2/admin/servingTemplates/:templateName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'serving_template.replace',
        summary: 'Replaces an uploaded serving template',
        description:
          'Deployments go on with the form that they were started with, unless the annotation executables.ai.sap.com/cascade-update-deployments is "true".',
        params,
        body: Body,
        response: { 200: Shape, ...refusals },
      },
    },
    async (request) => render(await verbs.replace(callerOf(request), request.params.templateName, request.body.template)),
  )

  app.delete(
    '/v2/admin/servingTemplates/:templateName',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'serving_template.delete',
        summary: 'Deletes a serving template that no deployment uses',
        params,
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { templateName: id } = request.params
      await verbs.remove(callerOf(request), id)
      return { id, message: 'Serving template has been deleted' }
    },
  )
}

const summarise = (template: StoredTemplate): z.infer<typeof Summary> => ({
  name: template.name,
  application: template.application,
  file: template.file,
  problem: template.problem,
  keptSince: template.removedAt === null ? null : toTimestamp(template.removedAt),
  createdBy: template.createdBy,
  createdAt: toTimestamp(template.createdAt),
  modifiedAt: toTimestamp(template.modifiedAt),
})

const render = (template: StoredTemplate): z.infer<typeof Shape> => ({ ...summarise(template), template: template.content })
