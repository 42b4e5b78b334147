import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { ofNumber, reads, root, tags, versionPath, writes } from './registry-shapes.ts'
import { listOf } from './shapes.ts'

const Check = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .max(1_024)
      .describe('As it is going to be called; its ending says the language: .py, .ipynb, .js, .ts'),
    role: z.enum(['predictor', 'transformer']).default('predictor'),
    text: z.string().max(1_000_000),
    packaged: z.boolean().default(false).describe('A package.json lies beside it'),
  })
  .meta({ id: 'ScriptCheckRequest' })

const Checked = z
  .object({
    fault: z
      .object({ message: z.string(), line: z.int().nullable().describe('From 1; null: it is about the whole') })
      .nullable()
      .describe('null: nothing is known to be wrong before it runs'),
  })
  .meta({ id: 'ScriptCheck' })

const User = z.object({ id: z.string(), name: z.string() })

/** Scripts before they are kept, and who uses what is kept. */
export const mountRegistryScripts = (app: ControlApp, { checkText, versions }: Registry): void => {
  app.post(
    `${root}/scripts/check`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'registry.script.check',
        summary: 'Says what is surely wrong with a script, without running or keeping it',
        body: Check,
        response: { 200: Checked, ...refusals },
      },
    },
    async (request) => {
      request.changes = false
      callerInGroup(request)
      const { role, ...script } = request.body
      return { fault: await checkText({ ...script, component: role }) }
    },
  )

  app.get(
    `${versionPath}/deployments`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'registry.version.query_deployments',
        summary: 'Lists deployments that use a version, running or stopped',
        params: ofNumber,
        response: { 200: listOf(User, 'RegisteredVersionUserList'), ...refusals },
      },
    },
    async (request) => {
      const { resourceGroup } = callerInGroup(request)
      const { name, version } = await versions.get(resourceGroup, request.params.modelName, request.params.version)
      const resources = [...(await versions.usersOf(resourceGroup, name, version))]
      return { count: resources.length, resources }
    },
  )
}
