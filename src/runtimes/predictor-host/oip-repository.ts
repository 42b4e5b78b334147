import type { Exchange, Serving } from './exchange.ts'
import type { ModelState, Models } from './models.ts'
import { Refusal, sendJson } from './refusal.ts'
import { parseObject } from './v1-body.ts'

const states = {
  ready: 'READY',
  loading: 'LOADING',
  asleep: 'UNAVAILABLE',
  unloaded: 'UNAVAILABLE',
  failed: 'UNAVAILABLE',
} as const satisfies Record<ModelState['word'], string>

/** `POST /v2/repository/index`, with `{"ready": true}` only what is. */
export async function indexRepository(models: Models, exchange: Exchange): Promise<void> {
  const body = await exchange.body()
  const { ready } = body.length === 0 ? {} : parseObject(body)
  if (ready !== undefined && typeof ready !== 'boolean') throw new Refusal(400, '"ready" must be true or false')
  const index = models.list().map((served) => {
    const { word, reason } = models.state(served)
    return { name: served.names[0], version: served.version ?? '1', state: states[word], reason }
  })
  sendJson(exchange.response, 200, ready === true ? index.filter((each) => each.state === 'READY') : index)
}

/** `POST /v2/repository/models/{m}/load`: answers once it can be called. */
export async function loadModel({ models }: Serving, name: string, exchange: Exchange): Promise<void> {
  await exchange.body()
  await models.load(models.find(name))
  sendJson(exchange.response, 200, { name, load: true })
}

/** `POST /v2/repository/models/{m}/unload`: refused unless the deployment allows it, as it takes the model from all callers. */
export async function unloadModel({ models, modelControl }: Serving, name: string, exchange: Exchange): Promise<void> {
  await exchange.body()
  const served = models.find(name)
  if (!modelControl)
    throw new Refusal(
      400,
      'explicit model unload is not allowed: deploy with the parameter modelControl = true, or stop the deployment',
    )
  await models.unload(served)
  sendJson(exchange.response, 200, { name, unload: true })
}
