import { z } from 'zod'
import { Failure } from '../../../domain/failure.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'

const tags = ['File']
const params = z.object({ '*': z.string().max(1_024) })

/** The dataset extension, which `/lm/meta` says is not there. Files are referred to by artifacts instead. */
export const mountDataset = (app: ControlApp): void => {
  // An upload is refused for what it is, not for its content type, and nobody reads it.
  app.addContentTypeParser('*', async () => undefined)
  for (const [method, operation] of [
    ['GET', 'download'],
    ['PUT', 'upload'],
    ['DELETE', 'delete'],
  ] as const) {
    app.route({
      method,
      url: '/v2/lm/dataset/files/*',
      config: { access: { role: method === 'GET' ? 'viewer' : 'operator', group: 'header' } },
      schema: {
        tags,
        operationId: `file.${operation}`,
        summary: 'Refused: files are not kept here',
        params,
        // Clients may say it; there is nothing to overwrite.
        ...(method === 'PUT' ? { querystring: z.object({ overwrite: z.string().optional() }) } : {}),
        response: { ...refusals },
      },
      handler: async (request) => {
        const path = params.parse(request.params)['*']
        if (method !== 'PUT')
          throw new Failure('not_found', `there is no file ${path.slice(0, 200)}: this server keeps no dataset files`, {
            target: 'path',
          })
        throw new Failure(
          'invalid',
          'this server keeps no dataset files (GET /v2/lm/meta says so); register an artifact whose url says where the file is',
          { target: 'path' },
        )
      },
    })
  }
}
