import { writeFile } from 'node:fs/promises'
import { openControl } from '../control-harness.ts'
import { typesOf } from './types.ts'

/** `npm run types`: writes the types of our API to `src/client/openapi.ts`. */

await using control = await openControl()
const document = (await control.app.inject({ url: '/openapi.json' })).json()
await writeFile(new URL('../../src/client/openapi.ts', import.meta.url), await typesOf(document))
