import { request as httpRequest } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectNumber } from '../../src/dialects/hopsworks/address.ts'
import { type Json, type Platform, startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'
import { type ClientRelease, runClient, type Told } from './client.ts'

let platform: Platform
let inferencePort: number
const told: Record<string, Told> = {}
const releases = { '4.1.8': 'IrisOld', '5.2.1': 'IrisNew' } as const satisfies Record<ClientRelease, string>

beforeAll(async () => {
  inferencePort = await freePort()
  platform = await startPlatform({ settings: { tls: 'self-signed', python: systemPython, inferencePort } })
  for (const [release, MODEL] of Object.entries(releases))
    told[release] = await runClient(release as ClientRelease, 'ingress.py', platform, { MODEL })
}, 400_000)
afterAll(() => platform?.[Symbol.asyncDispose]())

/** At one port, 4.1.8 speaks plain HTTP (`Host: irisold.default.lectern.internal`), 5.2.1 by path over TLS, and both gRPC without. */
describe.each(Object.keys(releases) as ClientRelease[])('inference of hopsworks %s at an address of its own', (release) => {
  it('reaches the deployment', () => {
    expect(told[release]?.facts).toMatchObject({
      answer: { predictions: [3, 7] },
      wrong: expect.stringMatching(/HTTP code: 500.*TypeError/s),
      early: expect.stringMatching(/Deployment not created or running/),
      endpoints: [['LOAD_BALANCER', { HTTP: inferencePort, HTTPS: inferencePort }]],
    })
    expect(told[release]?.text).not.toContain('External IP not configured')
  })

  it('takes gRPC', () => {
    expect(told[release]?.facts).toMatchObject({
      grpc: "no trouble: [['output-0', [1, 2], [3.0, 5.0]]]",
      protocol: 'GRPC',
    })
  })
})

it('shows a deployment idle that has no instance while nobody calls, and answers the next call', () => {
  expect(told['5.2.1']?.facts['idle']).toEqual(['Idle', true, { predictions: [3] }, 'Running'])
})

describe('the port for inference', () => {
  const body = { instances: [[1, 2]] }
  it.each([
    { name: 'by host', path: '/v1/models/IrisOld:predict', host: 'irisold.default.lectern.internal', status: 200 },
    { name: 'by host and port', path: '/v1/models/IrisOld:predict', host: 'IRISOLD.default.lectern.internal:80', status: 200 },
    { name: 'by path', path: '/v1/default/IrisOld/v1/models/IrisOld:predict', status: 200 },
    { name: 'by path, as the client encodes it', path: '/v1/default/IrisOld/v1/models/IrisOld%3Apredict', status: 200 },
    {
      name: 'through the API',
      path: `/hopsworks-api/api/project/${projectNumber('default')}/inference/models/IrisOld:predict`,
      status: 200,
    },
    { name: 'another model at a deployment', path: '/v1/default/IrisOld/v1/models/nobody:predict', status: 404 },
    { name: 'no deployment', path: '/v1/default/nobody/v1/models/nobody:predict', status: 404, errorCode: 250000 },
    { name: 'no host', path: '/v1/models/x:predict', host: 'x.default.lectern.internal', status: 404, errorCode: 250000 },
    { name: 'another project', path: '/v1/elsewhere/IrisOld/v1/models/IrisOld:predict', status: 404, errorCode: 250000 },
    {
      name: 'no key',
      path: '/v1/default/IrisOld/v1/models/IrisOld:predict',
      key: 'lk_aaaaaaaaaaaa_b',
      status: 401,
      errorCode: 250010,
    },
    { name: 'nothing but inference', path: '/hopsworks-api/api/project', status: 404 },
    { name: 'no management', path: '/v2/lm/deployments', status: 404 },
  ])('$name', async ({ path, host, key, status, errorCode }) => {
    const answer = await post(path, body, {
      ...(host ? { host } : {}),
      authorization: `ApiKey ${key ?? platform.adminKey.trim()}`,
    })
    expect(answer.status).toBe(status)
    if (status === 200) expect(answer.body).toEqual({ predictions: [3] })
    if (errorCode) expect(answer.body).toMatchObject({ errorCode, errorMsg: expect.any(String), usrMsg: expect.any(String) })
  })
})

/** Node's own client, because it may say any host. */
const post = (path: string, body: unknown, headers: Record<string, string>): Promise<{ status: number; body: Json }> =>
  new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: inferencePort, path, method: 'POST', agent: false }
    const call = httpRequest({ ...options, headers: { 'content-type': 'application/json', ...headers } }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(Buffer.concat(pieces).toString()) }))
    })
    call.on('error', reject)
    call.end(JSON.stringify(body))
  })

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
