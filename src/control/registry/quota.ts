import { Failure } from '../../domain/failure.ts'
import type { Store } from '../../store/store.ts'
import { makeTurns, type Turns } from '../models/turns.ts'

export type StorageUse = { readonly resourceGroup: string; readonly usedBytes: number; readonly limitBytes: number | null }

export type StorageQuota = {
  read(resourceGroup: string): Promise<StorageUse>
  /** null: no limit. What is there already stays, however much it is. */
  set(resourceGroup: string, limitBytes: number | null): Promise<StorageUse>
  /**
   * Runs work that takes `bytes` more, or refuses it with the figures. Pieces of work of one group wait for each other, so that
   * two of them never share the last room.
   */
  taking<T>(resourceGroup: string, bytes: number, work: () => Promise<T>): Promise<T>
}

const settingOf = (resourceGroup: string): string => `registry-quota:${resourceGroup}`

/** Bytes of all files of a group count, each as often as it has a name, what uploads have announced, and files of batches. */
export function makeStorageQuota(
  store: Pick<Store, 'settings' | 'registry' | 'batches'>,
  turns: Turns = makeTurns(),
): StorageQuota {
  return { read, set, taking }

  async function read(resourceGroup: string): Promise<StorageUse> {
    const [limit, files, uploads, ofBatches] = await Promise.all([
      store.settings.get(settingOf(resourceGroup)),
      store.registry.tree.bytes(resourceGroup),
      store.registry.uploads.bytes(resourceGroup),
      store.batches.files.bytes(resourceGroup),
    ])
    return {
      resourceGroup,
      usedBytes: files + uploads + ofBatches,
      limitBytes: limit === null || limit === '' ? null : Number(limit),
    }
  }

  async function set(resourceGroup: string, limitBytes: number | null): Promise<StorageUse> {
    await store.settings.set(settingOf(resourceGroup), limitBytes === null ? '' : String(limitBytes))
    return read(resourceGroup)
  }

  function taking<T>(resourceGroup: string, bytes: number, work: () => Promise<T>): Promise<T> {
    return turns(resourceGroup, async () => {
      if (bytes > 0) mustFit(await read(resourceGroup), bytes)
      return work()
    })
  }
}

function mustFit({ resourceGroup, usedBytes, limitBytes }: StorageUse, bytes: number): void {
  if (limitBytes === null || usedBytes + bytes <= limitBytes) return
  throw new Failure(
    'too_large',
    `${bytes} bytes do not fit into the storage quota of resource group ${resourceGroup}: ${usedBytes} of ${limitBytes} bytes are taken, ` +
      `${Math.max(0, limitBytes - usedBytes)} are free; delete versions or files, or ask an administrator for more`,
    { code: 'QuotaExceeded', data: { usedBytes, limitBytes, neededBytes: bytes } },
  )
}
