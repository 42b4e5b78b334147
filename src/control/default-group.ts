import type { Clock } from '../domain/clock.ts'
import { defaultResourceGroup } from '../domain/resource-group.ts'
import type { Store } from '../store/store.ts'

/** The group that always exists. */
export async function seedDefaultGroup(store: Pick<Store, 'resourceGroups'>, clock: Clock): Promise<void> {
  if (await store.resourceGroups.get(defaultResourceGroup)) return
  await store.resourceGroups.insert({
    id: defaultResourceGroup,
    labels: [],
    status: 'PROVISIONED',
    generation: 1,
    createdAt: clock.now(),
  })
}
