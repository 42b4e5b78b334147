import { z } from 'zod'
import type { Box as AccessBox } from '../../access/box.ts'
import { Failure } from '../../domain/failure.ts'
import type { Secret } from '../../domain/secret.ts'

export type Box = Pick<AccessBox, 'seal' | 'open'>

type Place = Pick<Secret, 'kind' | 'scope' | 'name'>

const contextOf = ({ kind, scope, name }: Place): string => `secret:${kind}/${scope}/${name}`

export const sealSecret = (box: Box, place: Place, data: Readonly<Record<string, string>>): string =>
  box.seal(JSON.stringify(data), contextOf(place))

export const openSecret = (box: Box, secret: Secret): Record<string, string> => {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(box.open(secret.sealedData, contextOf(secret))))
  } catch (cause) {
    const message = `secret "${secret.name}" cannot be opened with the present master key; delete it and create it anew`
    throw new Failure('unavailable', message, {}, { cause })
  }
}
