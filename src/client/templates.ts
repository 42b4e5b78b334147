import type { CallOptions } from './http.ts'
import type { List } from './types.ts'

export type ServingTemplate = {
  readonly name: string
  readonly application: string | null
  readonly file: string | null
  readonly problem: string | null
  readonly keptSince: string | null
  readonly createdBy: string
  readonly createdAt: string
  readonly modifiedAt: string
}

export type TemplateProblem = { readonly path: string; readonly line: number; readonly message: string }

export type TemplateVerdict = {
  readonly valid: boolean
  readonly problems: readonly TemplateProblem[]
  readonly warnings: readonly TemplateProblem[]
  readonly executable: {
    readonly id: string
    readonly scenarioId: string
    readonly versionId: string
    readonly parameters: readonly string[]
    readonly inputArtifacts: readonly string[]
  } | null
}

export type TemplateRepository = {
  readonly name: string
  readonly url: string
  readonly status: string
  readonly message?: string
}

export type TemplateApplication = {
  readonly applicationName: string
  readonly repositoryUrl: string
  readonly revision: string
  readonly path: string
}

export type ApplicationStatus = {
  readonly healthStatus: string
  readonly syncStatus: string
  readonly message: string
  readonly syncFinishedAt?: string
  readonly syncResourcesStatus: readonly {
    readonly name: string
    readonly kind: string
    readonly status: string
    readonly message: string
  }[]
}

type Call = <T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options?: CallOptions) => Promise<T>
type Made = { readonly id: string; readonly message: string }

/** Serving templates, and the repositories that they come from. */
export function templateCalls(call: Call) {
  const at = (name: string): string => `/v2/admin/servingTemplates/${encodeURIComponent(name)}`
  const repository = (name: string): string => `/v2/admin/repositories/${encodeURIComponent(name)}`
  const application = (name: string): string => `/v2/admin/applications/${encodeURIComponent(name)}`

  return {
    list: () => call<List<ServingTemplate>>('GET', '/v2/admin/servingTemplates'),
    get: (name: string) => call<ServingTemplate & { readonly template: string }>('GET', at(name)),
    create: (template: string) => call<ServingTemplate>('POST', '/v2/admin/servingTemplates', { body: { template } }),
    replace: (name: string, template: string) => call<ServingTemplate>('PUT', at(name), { body: { template } }),
    validate: (template: string) => call<TemplateVerdict>('POST', '/v2/admin/servingTemplates/validate', { body: { template } }),
    remove: (name: string) => call<Made>('DELETE', at(name)),
    repositories: {
      list: () => call<List<TemplateRepository>>('GET', '/v2/admin/repositories'),
      get: (name: string) => call<TemplateRepository>('GET', repository(name)),
      create: (body: { readonly name?: string; readonly url: string; readonly username?: string; readonly password?: string }) =>
        call<Made>('POST', '/v2/admin/repositories', { body }),
      remove: (name: string) => call<Made>('DELETE', repository(name)),
    },
    applications: {
      list: () => call<List<TemplateApplication>>('GET', '/v2/admin/applications'),
      create: (
        body: {
          readonly applicationName?: string
          readonly repositoryUrl?: string
          readonly repositoryName?: string
        } & Pick<TemplateApplication, 'revision' | 'path'>,
      ) => call<Made>('POST', '/v2/admin/applications', { body }),
      status: (name: string) => call<ApplicationStatus>('GET', `${application(name)}/status`),
      refresh: (name: string) => call<Made>('POST', `${application(name)}/refresh`),
      remove: (name: string) => call<Made>('DELETE', application(name)),
    },
  }
}
