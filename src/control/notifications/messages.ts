import { createHmac } from 'node:crypto'
import type { StoredEvent } from '../../domain/events.ts'

/** A CloudEvent 1.0 in JSON, the body of a webhook. `source`: which installation speaks. */
export const cloudEventOf = (event: StoredEvent, source: string): string => {
  const { id, at, kind, severity, resourceGroup, deploymentId, message, data } = event
  return JSON.stringify({
    specversion: '1.0',
    id,
    source,
    type: `lectern.${kind}`,
    ...(deploymentId === null ? {} : { subject: deploymentId }),
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: { severity, resourceGroup, deployment: deploymentId, message, ...data },
  })
}

/** Headers that prove who sent a body, as the Standard Webhooks specification 1.0 has them: `v1,` and HMAC-SHA-256 in base 64. */
export const signedHeaders = (id: string, atMs: number, body: string, secret: string): Record<string, string> => {
  const at = String(Math.floor(atMs / 1_000))
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${at}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` }
}

/** `whsec_` and base 64, or any other text as it is. */
const keyOf = (secret: string): Uint8Array =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8')

/** An e-mail, in plain text. */
export const mailOf = ({ kind, severity, at, resourceGroup, deploymentId, message, data }: StoredEvent, source: string) => ({
  subject: `[Lectern] ${firstLine(message)}`,
  text: [
    message,
    '',
    `Event: ${kind} (${severity})`,
    `Time: ${new Date(at).toISOString()}`,
    `Resource group: ${resourceGroup ?? 'the installation'}`,
    ...(deploymentId === null ? [] : [`Deployment: ${deploymentId}`]),
    `Installation: ${source}`,
    '',
    JSON.stringify(data, null, 2),
    '',
  ].join('\n'),
})

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 150)
