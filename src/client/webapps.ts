import type { Http } from './http.ts'

/** A page where people chat with a deployment. `apiKey`: of a public one. */
export type Webapp = {
  readonly name: string
  readonly url: string
  readonly title: string
  readonly greeting: string
  readonly public: boolean
  readonly apiKey: string | null
  readonly deploymentId: string
  readonly createdAt: string
}
export type WebappRequest = Partial<Pick<Webapp, 'name' | 'title' | 'greeting' | 'public'>>

export const webappCalls = ({ call }: Pick<Http, 'call'>) => {
  const pathOf = (deploymentId: string) => `/v2/lm/deployments/${encodeURIComponent(deploymentId)}/webapp`
  return {
    get: (deploymentId: string) => call<Webapp>('GET', pathOf(deploymentId)),
    open: (deploymentId: string, body: WebappRequest) => call<Webapp>('POST', pathOf(deploymentId), { body }),
    close: (deploymentId: string) => call<unknown>('DELETE', pathOf(deploymentId)),
  }
}
