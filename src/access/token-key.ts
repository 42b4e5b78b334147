import type { Store } from '../store/store.ts'
import type { Box } from './box.ts'
import type { Random } from './random-text.ts'

const setting = 'token-key'
const context = `setting:${setting}`

/**
 * The key that signs access tokens, base64url, made at the first start and kept sealed in the store.
 * Opening it proves that the master key is the one this store was sealed with: `Failure('unavailable')` if not.
 */
export const openTokenKey = async (deps: {
  readonly store: Pick<Store, 'settings'>
  readonly box: Box
  readonly random: Random
}): Promise<string> => {
  const { store, box, random } = deps
  const sealed =
    (await store.settings.get(setting)) ??
    (await store.settings.setOnce(setting, box.seal(Buffer.from(random(32)).toString('base64url'), context)))
  return box.open(sealed, context)
}
