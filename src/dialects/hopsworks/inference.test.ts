import { describe, expect, it } from 'vitest'
import { aRoute } from '../../../test/a-route.ts'
import { Failure } from '../../domain/failure.ts'
import type { Route } from '../../domain/route.ts'
import { projectNumber } from './address.ts'
import { hopsworksInference } from './inference.ts'

const route = (deploymentId: string, resourceGroup: string, name: string, createdAt = 1): Route =>
  aRoute({
    deploymentId,
    resourceGroup,
    name,
    createdAt,
    executableId: 'python',
    wire: 'instances-v1',
    modelName: null,
    modelVersion: '2',
  })
const routes = [
  route('d1', 'Team-A', 'IrisModel', 2),
  route('d2', 'team-b', 'irismodel'),
  route('d3', 'Team-A', 'other'),
  route('d4', 'Team-A', 'irisMODEL', 1),
  route('d5', 'lab.one', 'iris'),
]

const match = (path: string, host = 'localhost:8080', method = 'POST') => {
  const found = hopsworksInference.match(method, path, { host })
  if (found?.kind !== 'call') return found
  const { target, below, group, pick } = found
  const picked = pick?.(routes)
  return picked ? [picked.deploymentId, below] : [target.by === 'name' ? target.name : target.by, below, group]
}
const api = `/hopsworks-api/api/project/${projectNumber('Team-A')}/inference/models`

describe('addresses of Hopsworks’ inference', () => {
  it.each([
    ['by path', '/v1/default/iris/v1/models/iris:predict', 'localhost', ['iris', '/v1/models/iris:predict', 'default']],
    [
      'with an encoded colon',
      '/v1/default/iris/v1/models/iris%3Apredict',
      'localhost',
      ['iris', '/v1/models/iris:predict', 'default'],
    ],
    ['model metadata by path', '/v1/default/iris/v1/models/iris', 'localhost', ['iris', '/v1/models/iris', 'default']],
    [
      'the Open Inference Protocol by path',
      '/v1/default/iris/v2/models/iris/infer',
      'localhost',
      ['iris', '/v2/models/iris/infer', 'default'],
    ],
    [
      'by host, in lower case',
      '/v1/models/IrisModel:predict',
      'irismodel.team-b.lectern.internal',
      ['d2', '/v1/models/IrisModel:predict'],
    ],
    [
      'by host, where only case differs: the oldest',
      '/v1/models/x:predict',
      'irismodel.team-a.lectern.internal',
      ['d4', '/v1/models/x:predict'],
    ],
    ['by host, with port and capitals', '/v2/models/x/infer', 'IRIS.Lab.One.Lectern.Internal:8443', ['d5', '/v2/models/x/infer']],
    ['by host that names nothing', '/v1/models/x:predict', 'x.y.lectern.internal', ['x', '/v1/models/x:predict', 'y']],
    ['through the API', `${api}/other:predict`, 'localhost', ['d3', '/v1/models/other:predict']],
    ['through the API, encoded by the client', `${api}/other%3Apredict`, 'localhost', ['d3', '/v1/models/other:predict']],
    ['through the API with a version', `${api}/other/versions/2:predict`, 'localhost', ['d3', '/v1/models/other:predict']],
    [
      'through the API by the project’s name',
      '/hopsworks-api/api/project/lab.one/inference/models/iris:explain',
      'localhost',
      ['d5', '/v1/models/iris:explain'],
    ],
    ['not OpenAI’s paths', '/v1/chat/completions', 'localhost', null],
    ['not OpenAI’s deeper paths', '/v1/responses/r1/input_items', 'localhost', null],
    ['not Gemini’s paths', '/v1/projects/p/locations/l/publishers/google/models/m:generateContent', 'localhost', null],
    ['not V1 of another host', '/v1/models/iris:predict', 'iris.default.example.com', null],
    ['not the domain alone', '/v1/models/iris:predict', 'lectern.internal', null],
    ['not a host without a project', '/v1/models/iris:predict', 'iris.lectern.internal', null],
    ['not the rest of the API', `/hopsworks-api/api/project/1/serving`, 'localhost', null],
  ])('%s', (_name, path, host, expected) => {
    expect(match(path, host)).toEqual(expected)
  })

  it.each([
    ['no such deployment', 'POST', `${api}/iris:predict`, 'not_found'],
    ['no such version', 'POST', `${api}/other/versions/3:predict`, 'not_found'],
    ['no verb', 'POST', `${api}/other`, 'invalid'],
    ['a verb of another server', 'POST', `${api}/other:classify`, 'invalid'],
    ['another method', 'GET', `${api}/other:predict`, 'invalid'],
  ])('refuses %s', (_name, method, path, code) => {
    expect(() => match(path, 'localhost', method)).toThrow(expect.objectContaining({ code }))
  })

  it('words refusals as Hopsworks does', () => {
    const words = (failure: Failure) => {
      const { status, body } = hopsworksInference.renderError(failure, 'r1')
      return [status, JSON.parse(body)]
    }
    expect(words(new Failure('locked', 'it is stopped'))).toEqual([
      400,
      { errorCode: 250001, errorMsg: 'The deployment is not running.', usrMsg: 'it is stopped' },
    ])
    expect(words(new Failure('not_found', 'no'))).toEqual([
      404,
      { errorCode: 250000, errorMsg: 'Deployment not found.', usrMsg: 'no' },
    ])
    expect(words(new Failure('unauthenticated', 'who?'))[0]).toBe(401)
    expect(words(new Failure('limited', 'slow down'))).toMatchObject([429, { errorCode: 250008 }])
  })
})
