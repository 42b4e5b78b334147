import type { Exchange } from './exchange.ts'
import { openPieces } from './pieces.ts'
import { Refusal, sendJson } from './refusal.ts'
import type { Served } from './served.ts'
import { parseObject } from './v1-body.ts'

/** `POST /v2/models/{m}/generate` and `/generate_stream`, for models that offer `generate`. A stream is server-sent events. */
export async function generate(served: Served, name: string, streams: boolean, exchange: Exchange): Promise<void> {
  const payload = await exchange.body()
  const took = served.seconds.begin(exchange.ticks)
  const { id, text_input: text } = parseObject(payload)
  if (typeof text !== 'string') throw new Refusal(400, '"text_input" must be a text')
  if (id !== undefined && typeof id !== 'string') throw new Refusal(400, '"id" must be a text')
  const said = { ...(id === undefined ? {} : { id }), model_name: name, model_version: served.version ?? '1' }
  const pieces = openPieces(exchange, (text_output) => ({ ...said, text_output }))
  const started = exchange.ticks()
  const running = served.call({
    op: 'generate',
    protocol: 'oip',
    payload,
    ...(streams ? { onPiece: pieces.push } : {}),
  })
  exchange.onLeft(running.cancel)
  try {
    took('preprocess')
    const reply = await running.reply.finally(() => took('predict'))
    served.stats.succeeded(1, reply.queueNs, reply.computeNs)
    // A script that answers at once: one piece.
    const whole = (): object => ({ ...said, ...parseObject(reply.payload) })
    if (!streams) sendJson(exchange.response, 200, whole())
    else {
      if (!pieces.opened()) pieces.say(whole())
      pieces.end()
    }
    took('postprocess')
  } catch (cause) {
    served.stats.failed(Number(exchange.ticks() - started))
    if (!pieces.opened()) throw cause
    pieces.fail(cause)
  }
}
