import { z } from 'zod'

/** As addresses have it: `/webapps/{name}/`. */
export const WebappName = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/,
    'must begin with a letter or digit and may have up to 63 of a-z, A-Z, 0-9, ".", "_" and "-"',
  )

/** A page where people chat with a deployment. `keyId`: of the API key that calls of a public one go by; null: people sign in. */
export const Webapp = z.object({
  name: z.string(),
  title: z.string(),
  greeting: z.string(),
  resourceGroup: z.string(),
  keyId: z.string().nullable(),
  createdAt: z.number(),
  createdBy: z.string(),
})
export type Webapp = z.infer<typeof Webapp>
