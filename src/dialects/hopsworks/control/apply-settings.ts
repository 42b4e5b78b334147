import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { numbered } from '../errors.ts'
import type { ServingRequest } from './serving-request.ts'
import { batcherOf, logOf } from './serving-settings.ts'

type LogVerbs = Pick<Platform, 'getInferenceLog' | 'setInferenceLog' | 'removeInferenceLog'>
type BatcherVerbs = Pick<Platform, 'getBatcher' | 'setBatcher' | 'removeBatcher'>

/** What is a deployment's and not a configuration's: put where the platform keeps it. Nothing restarts. */
export async function applySettings(
  { platform }: { readonly platform: LogVerbs & BatcherVerbs },
  caller: Caller,
  deploymentId: string,
  request: ServingRequest,
): Promise<void> {
  const batcher = batcherOf(request)
  const batches = await platform.getBatcher(caller, deploymentId)
  if (!batcher && batches.enabled) await platform.removeBatcher(caller, deploymentId)
  if (batcher && JSON.stringify(batcher) !== JSON.stringify(batches))
    await numbered({ invalid: 240025 }, () => platform.setBatcher(caller, deploymentId, batcher))

  const now = await platform.getInferenceLog(caller, deploymentId)
  const log = logOf(request, now)
  if (!log && now.mode !== 'none') await platform.removeInferenceLog(caller, deploymentId)
  if (log && JSON.stringify(log) !== JSON.stringify(now))
    await numbered({ invalid: 240010 }, () => platform.setInferenceLog(caller, deploymentId, log))
}
