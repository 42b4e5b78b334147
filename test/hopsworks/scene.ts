import { apiRoot, projectNumber, servingNumber } from '../../src/dialects/hopsworks/address.ts'
import { type Answer, type ControlUnderTest, openControl } from '../control-harness.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Scene = AsyncDisposable & {
  readonly control: ControlUnderTest
  /** Below the project's address: `serving`; a leading slash: below the API's. */
  call(method: Method, path: string, body?: unknown, more?: { key?: string; group?: string }): Promise<Answer>
  /** One chunk as flow.js sends it; `more` overrides its fields. */
  upload(folder: string, name: string, content: string | Buffer, more?: Record<string, string | number>): Promise<Answer>
  /** A registered version with these files. */
  model(name: string, version: number, files: Record<string, string>, more?: object): Promise<Answer>
  numberOf(deploymentId: string): number
}

/** Hopsworks' REST API over a real store and registry; nobody reconciles. */
export async function openScene(options: Parameters<typeof openControl>[0] = {}): Promise<Scene> {
  const control = await openControl(options)
  const root = (group = 'default'): string => `${apiRoot}/project/${projectNumber(group)}/`
  const address = (path: string, group?: string): string => (path.startsWith('/') ? apiRoot + path : root(group) + path)

  const call: Scene['call'] = (method, path, body, more = {}) =>
    control.call(method, address(path, more.group), body, { authorization: `ApiKey ${more.key ?? control.admin}` })

  const upload: Scene['upload'] = async (folder, name, content, more = {}) => {
    const bytes = Buffer.from(content)
    const fields = {
      templateId: -1,
      flowChunkNumber: 1,
      flowChunkSize: 10_485_760,
      flowCurrentChunkSize: bytes.length,
      flowTotalSize: bytes.length,
      flowIdentifier: `${bytes.length}_${name}`,
      flowFilename: name,
      flowRelativePath: name,
      flowTotalChunks: 1,
      ...more,
    }
    const boundary = 'boundary-of-a-test'
    const head = Object.entries(fields)
      .map(([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`)
      .join('')
    const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`
    const payload = Buffer.concat([Buffer.from(head + file), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
    const response = await control.app.inject({
      method: 'POST',
      url: address(`dataset/upload/${encodeURIComponent(folder)}`),
      headers: { authorization: `ApiKey ${control.admin}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload,
    })
    return { status: response.statusCode, headers: response.headers, body: response.body === '' ? '' : response.json() }
  }

  const model: Scene['model'] = async (name, version, files, more = {}) => {
    for (const [path, content] of Object.entries(files)) {
      const at = path.lastIndexOf('/')
      await upload(`Models/${name}/${version}/Files${at === -1 ? '' : `/${path.slice(0, at)}`}`, path.slice(at + 1), content)
    }
    const number = projectNumber('default')
    return call('PUT', `modelregistries/${number}/models/${name}_${version}`, { name, version, framework: 'PYTHON', ...more })
  }

  return {
    control,
    call,
    upload,
    model,
    numberOf: servingNumber,
    [Symbol.asyncDispose]: () => control[Symbol.asyncDispose](),
  }
}
