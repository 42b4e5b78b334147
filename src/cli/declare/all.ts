import type { Command } from 'commander'
import type { WithSession } from '../with-session.ts'
import type { WithWorld } from '../with-world.ts'
import { declareAccess } from './access.ts'
import { declareAudit } from './audit.ts'
import { declareBatcher } from './batcher.ts'
import { declareBatches } from './batches.ts'
import { declareConnections } from './connections.ts'
import { declareContexts } from './contexts.ts'
import { declareDeployments } from './deployments.ts'
import { declareEveryday } from './everyday.ts'
import { declareInferences } from './inferences.ts'
import { declareLimits } from './limits.ts'
import { declareManifests } from './manifests.ts'
import { declareModels } from './models.ts'
import { declareMoney } from './money.ts'
import { declarePeople } from './people.ts'
import { declarePlans } from './plans.ts'
import { declareRegistry } from './registry.ts'
import { declareSecrets } from './secrets.ts'
import { declareTemplates } from './templates.ts'
import { declareTerms } from './terms.ts'
import { declareUpkeep } from './upkeep.ts'
import { declareUsage } from './usage.ts'
import { declareWebapp } from './webapp.ts'

/** Every command that asks a server: one line for each file that declares some. */
export const declarations: readonly ((program: Command, withSession: WithSession, withWorld: WithWorld) => void)[] = [
  declareEveryday,
  declareManifests,
  declareDeployments,
  declareTerms,
  declareUpkeep,
  declareAudit,
  declareModels,
  declareRegistry,
  declareTemplates,
  declareConnections,
  declareSecrets,
  declareAccess,
  declarePeople,
  declareLimits,
  declarePlans,
  declareUsage,
  declareMoney,
  declareInferences,
  declareBatcher,
  declareWebapp,
  declareBatches,
  declareContexts,
]
