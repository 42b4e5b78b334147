import { aboutRoutes } from '../screens/about/routes.ts'
import { auditRoutes } from '../screens/audit/routes.ts'
import { budgetsRoutes } from '../screens/budgets/routes.ts'
import { clientsRoutes } from '../screens/clients/routes.ts'
import { configurationsRoutes } from '../screens/configurations/routes.ts'
import { connectionsRoutes } from '../screens/connections/routes.ts'
import { deploymentRoutes } from '../screens/deployment/routes.ts'
import { deploymentsRoutes } from '../screens/deployments/routes.ts'
import { editRoutes } from '../screens/edit/routes.ts'
import { eventsRoutes } from '../screens/events/routes.ts'
import { galleryRoutes } from '../screens/gallery/routes.ts'
import { groupsRoutes } from '../screens/groups/routes.ts'
import { homeRoutes } from '../screens/home/routes.ts'
import { keysRoutes } from '../screens/keys/routes.ts'
import { modelsRoutes } from '../screens/models/routes.ts'
import { peopleRoutes } from '../screens/people/routes.ts'
import { playgroundRoutes } from '../screens/playground/routes.ts'
import { quotasRoutes } from '../screens/quotas/routes.ts'
import { ratesRoutes } from '../screens/rates/routes.ts'
import { registryRoutes } from '../screens/registry/routes.ts'
import { retirementsRoutes } from '../screens/retirements/routes.ts'
import { secretsRoutes } from '../screens/secrets/routes.ts'
import { templatesRoutes } from '../screens/templates/routes.ts'
import { usageRoutes } from '../screens/usage/routes.ts'

/** Every screen's routes; a screen is one folder and one line here. */
export const screenRoutes = [
  ...homeRoutes,
  ...deploymentsRoutes,
  ...editRoutes,
  ...deploymentRoutes,
  ...configurationsRoutes,
  ...playgroundRoutes,
  ...modelsRoutes,
  ...registryRoutes,
  ...templatesRoutes,
  ...connectionsRoutes,
  ...usageRoutes,
  ...quotasRoutes,
  ...budgetsRoutes,
  ...retirementsRoutes,
  ...ratesRoutes,
  ...groupsRoutes,
  ...keysRoutes,
  ...clientsRoutes,
  ...peopleRoutes,
  ...secretsRoutes,
  ...eventsRoutes,
  ...auditRoutes,
  ...aboutRoutes,
  ...galleryRoutes,
] as const
