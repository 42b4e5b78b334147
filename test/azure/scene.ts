import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices'
import { must, openScene, type Scene } from '../conformance/scene.ts'

/** As the clients know them; of both, any name will do. */
export const subscription = '00000000-0000-0000-0000-000000000001'
export const azureGroup = 'rg-models'

export type AzureScene = Scene & {
  /** `https://127.0.0.1:<port>` */
  readonly url: string
  /** What Azure's clients take for a credential. */
  readonly credential: Credential
  /** With another key. */
  as(key: string): Credential
}
type Credential = { getToken(): Promise<{ token: string; expiresOnTimestamp: number }> }

/** The platform over TLS of its own making, which this process trusts from now on, as one does with `NODE_EXTRA_CA_CERTS`. */
export async function openAzureScene(settings: Record<string, unknown> = {}): Promise<AzureScene> {
  const scene = await openScene({ settings: { tls: 'self-signed', ...settings } })
  const { platform } = scene
  const certificate = readFileSync(join(platform.dataDir, 'credentials', 'tls-cert.pem'), 'utf8')
  setDefaultCACertificates([...getCACertificates('default'), certificate])
  const as = (token: string): Credential => ({
    getToken: async () => ({ token, expiresOnTimestamp: platform.clock.now() + 3_600_000 }),
  })
  return { ...scene, url: platform.url, credential: as(platform.adminKey), as }
}

/** Everything that an async iteration yields. */
export { drain, eventually, must } from '../conformance/scene.ts'

export const gpt5 = { format: 'OpenAI', name: 'gpt-5', version: '2025-08-07' }

/** A model that takes every parameter there is, as if its day had not come yet. */
export const gpt4o = { format: 'OpenAI', name: 'gpt-4o', version: '2024-08-06' }
export const reviveGpt4o = async ({ platform }: Scene): Promise<void> => {
  const versions = [{ name: gpt4o.version, deprecatedFrom: null, retirementDate: null, latestFrom: gpt4o.version }]
  must(200, await platform.call('PUT', '/v2/admin/catalog/azure-openai/gpt-4o', { versions }))
}

/** Deploys gpt-5 in account `default` and waits for it. */
export const deployGpt5 = (client: CognitiveServicesManagementClient, name: string, sku: { name: string; capacity?: number }) =>
  client.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', name, { sku, properties: { model: gpt5 } })

/** What a client of Azure throws, by status and code. */
export async function refusalOf(
  asked: Promise<unknown>,
): Promise<{ status: number | undefined; code: string | undefined; message: string }> {
  try {
    await asked
  } catch (cause) {
    const { statusCode: status, code, message } = cause as { statusCode?: number; code?: string; message: string }
    return { status, code, message }
  }
  throw new Error('it was not refused')
}
