import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import type { InferenceLogSetting } from '../../../domain/inference-log.ts'
import { numbered } from '../errors.ts'
import type { ServingRequest } from './serving-request.ts'
import { batcherOf, logOf } from './serving-settings.ts'

type LogVerbs = Pick<Platform, 'kafkaBrokers' | 'getInferenceLog' | 'setInferenceLog' | 'removeInferenceLog'>
type BatcherVerbs = Pick<Platform, 'getBatcher' | 'setBatcher' | 'removeBatcher'>

/** What is a deployment's and not a configuration's: put where the platform keeps it. Nothing restarts. Answers what became of it. */
export async function applySettings(
  { platform }: { readonly platform: LogVerbs & BatcherVerbs },
  caller: Caller,
  deploymentId: string,
  request: ServingRequest,
): Promise<ServingRequest> {
  const batcher = batcherOf(request)
  const batches = await platform.getBatcher(caller, deploymentId)
  if (!batcher && batches.enabled) await platform.removeBatcher(caller, deploymentId)
  if (batcher && JSON.stringify(batcher) !== JSON.stringify(batches))
    await numbered({ invalid: 240025 }, () => platform.setBatcher(caller, deploymentId, batcher))

  const now = await platform.getInferenceLog(caller, deploymentId)
  const log = logOf(request, now, platform.kafkaBrokers.length > 0)
  if (!log && now.mode !== 'none') await platform.removeInferenceLog(caller, deploymentId)
  const set = log && JSON.stringify(log) !== JSON.stringify(now) ? await setLog(platform, caller, deploymentId, log) : log
  if (set?.sink.kind !== 'kafka') return request
  // A topic that was made is from now on the one that is named; clients of 4.5 and before fail where more is said of one that is there.
  return { ...request, kafkaTopicDTO: { name: set.sink.topic } }
}

const setLog = (
  platform: LogVerbs,
  caller: Caller,
  deploymentId: string,
  log: InferenceLogSetting,
): Promise<InferenceLogSetting> =>
  numbered({ invalid: 240010, unavailable: 190021 }, () => platform.setInferenceLog(caller, deploymentId, log))
