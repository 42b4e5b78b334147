import { z } from 'zod'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot, servingDomain } from '../address.ts'
import { refusal } from '../errors.ts'
import { described, reads } from './routes.ts'

/** The release whose API is answered as it is; clients of other releases warn, and work. */
const release = '5.2.1'

/** Settings of an installation that clients ask for when they log in. */
const variables: Readonly<Record<string, string>> = {
  enable_data_science_profile: 'true',
  kube_kserve_installed: 'true',
  kube_serving_min_num_instances: '-1',
  kube_serving_max_num_instances: '-1',
  kube_serving_max_cores_allocation: '-1',
  kube_serving_max_memory_allocation: '-1',
  kube_serving_max_gpus_allocation: '-1',
  kube_knative_domain_name: servingDomain,
  enable_flyingduck: 'false',
  upload_policy: 'all',
  hopsworks_enterprise: 'false',
}

export const mountVariables = (app: ControlApp): void => {
  app.get(`${apiRoot}/variables/versions`, { config: reads(), schema: described('Software and versions') }, async () => [
    { software: 'hopsworks', version: release },
  ])

  app.get(
    `${apiRoot}/variables/:name`,
    { config: reads(), schema: described('A setting of the installation', { params: z.object({ name: z.string() }) }) },
    async ({ params: { name } }) => {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined
      if (value === undefined) throw refusal('not_found', 120005, `there is no variable ${name.slice(0, 80)}`, 'name')
      return { successMessage: value }
    },
  )
}
