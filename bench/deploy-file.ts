import { pathToFileURL } from 'node:url'
import type { Platform } from '../test/platform.ts'

/** A deployment of a model file, running; answers its id. */
export async function deployFile(
  platform: Platform,
  path: string,
  name: string,
  executableId: string,
  parameters: Readonly<Record<string, string>>,
  batcher: object | null = null,
): Promise<string> {
  const source = pathToFileURL(path).href
  const started = await platform.call('POST', '/v2/admin/models/imports', { source })
  while ((await platform.call('GET', `/v2/admin/models/imports/${started.body.id}`)).body.state !== 'done')
    await platform.clock.sleep(20)
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name,
    scenarioId: 'model-serving',
    executableId,
    parameterBindings: Object.entries({ modelFile: source, ...parameters }).map(([key, value]) => ({ key, value })),
  })
  const made = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
  const { id } = made.body
  if (batcher) {
    const set = await platform.call('PUT', `/v2/admin/deployments/${id}/batcher`, batcher)
    if (set.status !== 200) throw new Error(JSON.stringify(set.body))
  }
  await platform.until(id, 'RUNNING')
  return id
}
