import { z } from 'zod'

/** What clients in other languages demand of answers, written down as schemas: a field too few, or in places one too many, breaks them. */

const status = z.enum(['PENDING', 'RUNNING', 'COMPLETED', 'DEAD', 'STOPPING', 'STOPPED', 'UNKNOWN'])

/** LiteLLM's pydantic models of the list `scenarioId=foundation-models&status=RUNNING`; one bad item fails the whole list. */
export const LiteLlmList = z.object({
  count: z.int(),
  resources: z.array(
    z.object({
      id: z.string(),
      createdAt: z.iso.datetime({ offset: true }),
      deploymentUrl: z.url(),
      scenarioId: z.literal('foundation-models'),
      status: z.literal('RUNNING'),
      details: z
        .object({
          resources: z.object({ backendDetails: z.object({ model: z.object({ name: z.string(), version: z.string() }) }) }),
        })
        .nullish(),
    }),
  ),
})

/** Python AI API client, `Deployment.from_dict`: keys are looked up by name, the enums are closed, times have whole seconds. */
export const PythonDeployment = z.object({
  id: z.string(),
  deploymentUrl: z.string(),
  configurationId: z.string(),
  configurationName: z.string(),
  scenarioId: z.string(),
  status,
  targetStatus: z.enum(['RUNNING', 'STOPPED', 'DELETED']),
  createdAt: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  modifiedAt: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  statusMessage: z.string().max(256).optional(),
})

/** The same client with `$select=status`: keyword arguments, so not one key more. */
export const PythonStatusOnly = z.strictObject({
  id: z.string(),
  configurationId: z.string(),
  status,
  createdAt: z.string(),
  modifiedAt: z.string(),
  statusDetails: z.unknown().optional(),
})

/** The envelope of every refusal: code and message are there, and are strings. */
export const ErrorEnvelope = z.object({ error: z.object({ code: z.string().min(1), message: z.string().min(1) }) })
