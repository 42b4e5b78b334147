import { Buffer } from 'node:buffer'
import { describeHost } from './describe-host.ts'
import { allow, type Exchange, notFound, type Serving } from './exchange.ts'
import { answerOip } from './oip.ts'
import { asRefusal, sendJson, sendRefusal } from './refusal.ts'
import { renderRequestSeconds } from './request-seconds.ts'
import { transform, transforms } from './transform.ts'
import { callV1, describeV1 } from './v1.ts'

/** Answers a call, whichever way it came. `refusing`: called before a refusal is said. */
export async function answer(serving: Serving, exchange: Exchange, refusing: () => void = () => {}): Promise<void> {
  const { response } = exchange
  try {
    await dispatch(serving, exchange)
  } catch (cause) {
    if (response.headersSent || response.destroyed) return
    refusing()
    const refusal = asRefusal(cause)
    if (refusal.status === 500 && refusal !== cause && !(cause instanceof Error && 'type' in cause))
      console.error(`request failed: ${cause instanceof Error ? cause.stack : String(cause)}`)
    sendRefusal(response, refusal)
  }
}

async function dispatch(serving: Serving, exchange: Exchange): Promise<void> {
  const { request, response } = exchange
  const { models, served } = serving
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const segments = path.split('/').slice(1).map(decoded)
  if (segments.length > 1 && segments.at(-1) === '') segments.pop()
  const [first, second, third] = segments
  if (first === '' && segments.length === 1) return allow(exchange, 'GET', () => sendJson(response, 200, { status: 'alive' }))
  if (segments.length === 1 && first === 'openapi.json')
    return allow(exchange, 'GET', () => sendJson(response, 200, describeHost(models.list())))
  if (segments.length === 1 && first === 'metrics') return allow(exchange, 'GET', () => sendMetrics(serving, exchange))
  if ((first === 'v1' || first === 'v2') && segments.length === 2 && (second === 'preprocess' || second === 'postprocess'))
    return served && transforms(served)
      ? allow(exchange, 'POST', () => transform(served, first, second, exchange))
      : notFound(exchange)
  if (first === 'v2') return (await answerOip(serving, segments.slice(1), exchange)) ? undefined : notFound(exchange)
  if (first !== 'v1' || second !== 'models') return notFound(exchange)
  if (third === undefined)
    return allow(exchange, 'GET', () => sendJson(response, 200, { models: models.list().map((each) => each.names[0]) }))
  if (segments.length > 3) return notFound(exchange)
  const verb = /^(.*):(predict|explain)$/.exec(third)
  if (!verb) return allow(exchange, 'GET', () => describeV1(models, third, exchange))
  return allow(exchange, 'POST', () => {
    const model = models.find(verb[1] ?? '')
    return models.use(model, () => callV1(model, verb[2] === 'explain' ? 'explain' : 'predict', exchange))
  })
}

function sendMetrics({ models }: Serving, { response }: Exchange): void {
  const text = renderRequestSeconds(models.list().map(({ names, seconds }) => ({ name: names[0] ?? '', seconds })))
  response.writeHead(200, {
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // then it is no name that we know
  }
}
