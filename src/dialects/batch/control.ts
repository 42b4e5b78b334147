import type { Batches } from '../../control/open-batches.ts'
import type { Platform } from '../../control/platform/platform.ts'
import { answerHeaders } from '../azure-openai/words.ts'
import type { ControlDialect } from '../control/app.ts'
import { mountBatches } from './batches.ts'
import { batchError, isAzure } from './errors.ts'
import { mountFiles } from './files.ts'
import { makeCallerOf, roots } from './routes.ts'

export type BatchControlDeps = {
  readonly batches: Pick<Batches, 'files' | 'verbs' | 'mostBytes' | 'clock'>
  readonly platform: Pick<Platform, 'enterResourceGroup'>
  /** Where this installation says that it is. */
  readonly location: string
}

/** Files and batches, as clients of OpenAI and of Azure OpenAI speak of them. */
export const batchControl = ({ batches, platform, location }: BatchControlDeps): ControlDialect => ({
  id: 'batch',
  renderError: batchError,
  mount(app) {
    app.addHook('onRequest', async (request, reply) => {
      if (!isAzure(request.url)) return
      const headers = answerHeaders({ headers: request.headers, requestId: request.id, region: location })
      for (let at = 0; at + 1 < headers.length; at += 2) reply.header(headers[at] ?? '', headers[at + 1])
    })
    const caller = makeCallerOf(platform)
    for (const root of roots) {
      mountFiles(app, root, { ...batches, caller })
      mountBatches(app, root, batches.verbs, caller)
    }
  },
})
