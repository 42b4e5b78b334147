import { z } from 'zod'
import { parseAs } from '../../domain/issues.ts'

/** Parses a part of a request by a plug-in's own schema. A refusal names `field`, the trouble and the known fields; values of a credential stay unsaid. */
export const checked = <S extends z.ZodObject>(schema: S, value: unknown, field: 'credential' | 'options'): z.output<S> =>
  parseAs(z.record(z.literal(field), schema), { [field]: value })[field]
