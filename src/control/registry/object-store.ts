import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { Store } from '../../store/store.ts'
import type { ObjectStore } from './presign.ts'

export type ObjectStoreDeps = {
  readonly store: Pick<Store, 'secrets'>
  readonly openSealed: (sealed: string, context: string) => string | Promise<string>
}

const Data = z.record(z.string(), z.string())

/** The store that a secret of the group describes (`POST /v2/admin/objectStoreSecrets`); without one, the public S3. */
export const makeFindObjectStore =
  ({ store, openSealed }: ObjectStoreDeps) =>
  async (resourceGroup: string, name: string | null): Promise<ObjectStore> => {
    if (name === null) return { endpoint: new URL('https://s3.us-east-1.amazonaws.com'), region: 'us-east-1', keys: null }
    const secret = await store.secrets.get('object-store', resourceGroup, name)
    if (!secret) throw refuse(`there is no object store secret "${name}" in this resource group`)
    const said = (word: string) => secret.metadata[`storage.ai.sap.com/${word}`] ?? ''
    if (said('type') !== 'S3') throw refuse(`object store secret "${name}" is of type ${said('type')}; s3:// needs S3`)
    const data = Data.parse(JSON.parse(await openSealed(secret.sealedData, `secret:object-store/${resourceGroup}/${name}`)))
    const region = said('region') || 'us-east-1'
    const address = said('endpoint') || `s3.${region}.amazonaws.com`
    const scheme = secret.metadata['serving.kubeflow.org/s3-usehttps'] === '0' ? 'http' : 'https'
    const endpoint = URL.parse(/^https?:\/\//.test(address) ? address : `${scheme}://${address}`)
    if (!endpoint) throw refuse(`object store secret "${name}" has the endpoint "${address}", which is no address`)
    const id = data['AWS_ACCESS_KEY_ID'] ?? ''
    const key = data['AWS_SECRET_ACCESS_KEY'] ?? ''
    if (id === '' || key === '')
      throw refuse(`object store secret "${name}" needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in its data`)
    return { endpoint, region, keys: { id, secret: key, session: data['AWS_SESSION_TOKEN'] ?? null } }
  }

const refuse = (words: string): Failure => new Failure('invalid', `secret: ${words}`, { target: 'secret' })
