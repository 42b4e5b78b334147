import type { Box as AccessBox } from '../../access/box.ts'
import type { Secret } from '../../domain/secret.ts'

export type Box = Pick<AccessBox, 'seal'>

/** Sealed for its place: copied to another secret it does not open. */
export const sealSecret = (
  box: Box,
  { kind, scope, name }: Pick<Secret, 'kind' | 'scope' | 'name'>,
  data: Readonly<Record<string, string>>,
): string => box.seal(JSON.stringify(data), `secret:${kind}/${scope}/${name}`)
