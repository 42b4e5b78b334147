import { Failure } from '../domain/failure.ts'
import type { Candidate } from './choose-target.ts'

/** Where a call of a rollout belongs: 0 is the configuration before, 1 the new one. */
export type Side = 0 | 1

/** `firm`: the call waits for a place there rather than go to the other side. */
export type SideWish = { readonly side: Side; readonly firm: boolean }

export type SideRule = {
  /** Of the rollout: another one divides the same keys in another way. */
  readonly id: string
  readonly percent: number
  readonly header?: { readonly name: string; readonly value: string; readonly other?: string | undefined }
  readonly sticky?: { readonly header: string | null }
}

/** Which side of a rollout a call belongs to, as the rollout is at the moment. */
export type WishOf = (rule: SideRule) => SideWish

/** `chance` is in [0, 1), the same for all attempts of a call. A share that grows keeps all keys that it had. */
export function sideOf(
  rule: SideRule,
  said: (header: string) => string | undefined,
  credential: string | null,
  chance: number,
): SideWish {
  const asked = rule.header && said(rule.header.name)
  if (rule.header && asked !== undefined) return { side: asked === rule.header.value ? 1 : 0, firm: true }
  const key = rule.sticky && (rule.sticky.header === null ? credential : said(rule.sticky.header))
  if (key !== undefined && key !== null && key !== '')
    return { side: shareOf(`${rule.id}\n${key}`) * 100 < rule.percent ? 1 : 0, firm: true }
  return { side: chance * 100 < rule.percent ? 1 : 0, firm: false }
}

/** Throws `Failure('not_found')` where a call asks for a side by a name that neither has. */
export function mustNameSide({ header }: Pick<SideRule, 'header'>, said: (header: string) => string | undefined): void {
  if (header?.other === undefined) return
  const asked = said(header.name)
  if (asked === undefined || asked === header.value || asked === header.other) return
  const words = `${header.name}: there is no "${asked.slice(0, 64)}" here; there are ${header.other}, ${header.value}`
  throw new Failure('not_found', words, { target: header.name })
}

/**
 * Which side takes the call now; null: it has to wait, or has been on both. A side in trouble leaves its calls to the other, but
 * for a new configuration that has no share: nobody gets there who did not ask for it.
 */
export function chooseSide(candidates: readonly Candidate[], wish: SideWish, percent: number): Side | null {
  const own = candidates[wish.side]?.state ?? 'none'
  const otherSide: Side = wish.side === 0 ? 1 : 0
  const other = otherSide === 1 && percent === 0 ? 'none' : (candidates[otherSide]?.state ?? 'none')
  if (own === 'free') return wish.side
  if (own === 'busy' && wish.firm) return null
  if (other === 'free') return otherSide
  if (own === 'busy' || other === 'busy') return null
  if (own === 'out') return wish.side
  return other === 'out' ? otherSide : null
}

/** In [0, 1): FNV-1a, its bits mixed once more so that keys that are nearly alike end up apart. */
export function shareOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
