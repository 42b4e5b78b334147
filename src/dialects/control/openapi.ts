import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { inferencePaths } from '../inference-openapi.ts'
import type { ControlApp } from './app.ts'

/** Must come before the routes that it is to describe. */
export const describeRoutes = (app: ControlApp, version: string): void => {
  app.register(swagger, { openapi: document(version), transform, transformObject })
  app.register(async (scope: ControlApp) => {
    scope.get(
      '/openapi.json',
      { config: { access: 'public' }, schema: { hide: true, response: { 200: z.unknown() } } },
      async () => app.swagger(),
    )
  })
}

const document = (version: string): NonNullable<FastifyDynamicSwaggerOptions['openapi']> => ({
  openapi: '3.1.0',
  info: {
    title: 'Lectern',
    version,
    description:
      'Manages model deployments. The API is SAP AI API v2; operations marked `x-lectern` are additions. ' +
      '`x-lectern-access` says which role an operation takes and whether it acts in the resource group that the header `AI-Resource-Group` names.',
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'An access token from /oauth/token, or an API key' },
      apiKey: { type: 'apiKey', in: 'header', name: 'api-key' },
      serviceKey: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } } },
    },
  },
})

const transform: typeof jsonSchemaTransform = (input) => {
  const output = jsonSchemaTransform(input)
  const { access, lectern } = input.route.config ?? {}
  const closed = access !== 'public' && access !== undefined
  const additions = {
    'x-lectern-access': access,
    ...(lectern ? { 'x-lectern': true } : {}),
    security: closed ? [{ bearer: [] }, { apiKey: [] }, { serviceKey: [] }] : [],
    ...(closed && access.group !== 'none' ? { headers: headersFor(access.group) } : {}),
  }
  return { ...output, schema: { ...output.schema, ...additions } }
}

const headersFor = (group: 'header' | 'scope') => ({
  type: 'object',
  properties: {
    'AI-Resource-Group': { type: 'string', description: 'Resource group to act in; absent: default' },
    ...(group === 'scope'
      ? { 'AI-Tenant-Scope': { type: 'boolean', description: 'Act for the tenant instead; takes an administrator' } }
      : {}),
  },
})

const Operation = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string() })).optional(),
  responses: z.record(z.string(), z.looseObject({})),
})
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()).default({}) }),
})

/** Tidies what is generated: answers described, no schema that nothing uses, none called `…Input` without need. */
const transformObject: typeof jsonSchemaTransformObject = (input) => {
  const { paths, components, ...rest } = Document.parse(jsonSchemaTransformObject(input))
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    for (const [status, response] of Object.entries(operation.responses))
      response['description'] = meaningOf[status[0] ?? ''] ?? 'Answer'
    for (const parameter of operation.parameters ?? []) if (parameter.name === '*') parameter.name = 'path'
  }
  const named = Object.fromEntries(Object.entries(paths).map(([path, methods]) => [path.replace('{*}', '{path}'), methods]))
  const schemas = withoutUnused(named, components.schemas)
  return renamed(
    { ...rest, paths: { ...named, ...inferencePaths() }, components: { ...components, schemas } },
    schemas,
  ) as ReturnType<typeof jsonSchemaTransformObject>
}

const meaningOf: Readonly<Record<string, string>> = {
  2: 'Done, or on its way',
  4: 'Refused; the message says why',
  5: 'Not able to answer',
}

const withoutUnused = (paths: unknown, schemas: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const used = new Set<string>()
  const visit = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name === undefined || used.has(name)) continue
      used.add(name)
      visit(schemas[name])
    }
  }
  visit(paths)
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
}

/** A schema that is only ever read, or reads as it is written, was named for its input half. */
const renamed = (document: object, schemas: Readonly<Record<string, unknown>>): unknown => {
  const told = (name: string) => JSON.stringify(schemas[name] ?? null).replaceAll('Input"', '"')
  const needless = (name: string, plain: string) => !Object.hasOwn(schemas, plain) || told(name) === told(plain)
  const shorter = new Map(
    Object.keys(schemas)
      .filter((name) => name.endsWith('Input') && needless(name, name.slice(0, -5)))
      .map((name) => [name, name.slice(0, -5)]),
  )
  return JSON.parse(JSON.stringify(document), (_key, value) => {
    if (typeof value === 'string' && value.startsWith('#/components/schemas/')) {
      const name = value.slice('#/components/schemas/'.length)
      return `#/components/schemas/${shorter.get(name) ?? name}`
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [shorter.get(key) ?? key, each]))
  })
}
