import type { OpenaiUpstream } from './openai-upstream.ts'
import type { Platform } from './platform.ts'

/** Deploys the upstream's `my-model` as `mine`, and waits until it runs. Its id. `more`: of the deployment. */
export async function deployMyModel({ call, until }: Platform, upstream: OpenaiUpstream, more: object = {}): Promise<string> {
  const connection = {
    name: 'openai-compatible',
    provider: 'openai-compatible',
    baseUrl: `${upstream.address}/v1`,
    credential: {},
  }
  await call('POST', '/v2/admin/connections', connection)
  const configuration = await call('POST', '/v2/lm/configurations', {
    name: 'mine',
    executableId: 'openai-compatible',
    scenarioId: 'foundation-models',
    parameterBindings: [{ key: 'modelName', value: 'my-model' }],
  })
  const { body } = await call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id, name: 'mine', ...more })
  await until(body.id, 'RUNNING')
  return body.id
}
