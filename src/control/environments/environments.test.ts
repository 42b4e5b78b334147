import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/fake-clock.ts'
import { Failure } from '../../domain/failure.ts'
import { makeEnvironments } from './environments.ts'
import { checkRequirements } from './requirements.ts'
import { InstallFault, makeRunProgram, type RunProgram } from './run-program.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** `run` stands for python and pip: what programs of this machine do is not what is tested here. */
function scene(run: RunProgram, python: string | null = '/bin/python3') {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-environments-'))
  folders.push(folder)
  const clock = new FakeClock()
  let tellEnded = (): void => {}
  const environments = makeEnvironments({
    folder,
    python,
    run,
    clock,
    ended: () => tellEnded(),
    log: { info() {}, warn() {} },
  })
  const ended = (): Promise<void> =>
    new Promise((resolve) => {
      tellEnded = resolve
    })
  const fault = (text: string): Promise<Failure> =>
    environments.get(text).then(
      () => {
        throw new Error('it is there already')
      },
      (error) => error,
    )
  return { environments, clock, ended, fault, folder }
}

describe('environments', () => {
  it('are made once for all that ask for the same packages, and tell how far they are', async () => {
    const commands: string[] = []
    const gate = Promise.withResolvers<void>()
    const { environments, ended, fault } = scene(async (command, onLine) => {
      commands.push(command.join(' '))
      if (!command.includes('pip')) return
      onLine('Collecting numpy')
      await gate.promise
      onLine('Successfully installed numpy-2.3.4')
    })
    expect(await fault('numpy')).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/are being installed/) })
    while (!(await fault('# a comment\n\n numpy ')).message.endsWith('Collecting numpy')) await new Promise(setImmediate)
    const end = ended()
    gate.resolve()
    await end
    const made = await environments.get('numpy')
    expect(made.python).toMatch(/\/bin\/python3$/)
    expect(await environments.get('numpy\n')).toEqual(made)
    expect(commands).toHaveLength(2)
    expect(commands[0]).toMatch(/^\/bin\/python3 -m venv /)
    expect(await fault('scipy')).toMatchObject({ code: 'unavailable' })
    await environments[Symbol.asyncDispose]()
  })

  it('that fail say why, and are tried again after a while', async () => {
    let works = false
    const { environments, clock, ended, fault } = scene(async () => {
      if (!works) throw new InstallFault('ERROR: No matching distribution found for nampy')
    })
    const end = ended()
    await fault('nampy')
    await end
    expect(await fault('nampy')).toMatchObject({
      code: 'invalid',
      message: 'the Python packages could not be installed: ERROR: No matching distribution found for nampy',
      details: { target: 'parameterBindings.requirements' },
    })
    works = true
    expect(await fault('nampy')).toMatchObject({ code: 'invalid' })
    await clock.advance(30_000)
    const next = ended()
    expect(await fault('nampy')).toMatchObject({ code: 'unavailable' })
    await next
    expect((await environments.get('nampy')).python).toMatch(/python3$/)
  })

  it('that nobody asks for any more are removed, half-made ones too', async () => {
    const { environments, clock, ended, fault } = scene(async () => {})
    const end = ended()
    await fault('numpy')
    await end
    const { logFile } = await environments.get('numpy')
    await clock.advance(20 * 3_600_000)
    await environments.removeUnused()
    expect(existsSync(logFile)).toBe(true)
    await environments.get('numpy')
    await clock.advance(20 * 3_600_000)
    await environments.removeUnused()
    expect(existsSync(logFile)).toBe(true)
    await clock.advance(5 * 3_600_000)
    await environments.removeUnused()
    expect(existsSync(logFile)).toBe(false)
  })

  it('are begun anew after a stop in the middle', async () => {
    const never = scene(
      (_command, _onLine, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    )
    await never.fault('numpy')
    await never.environments[Symbol.asyncDispose]()
    expect(await never.fault('numpy')).toMatchObject({ code: 'unavailable' })
    await never.environments[Symbol.asyncDispose]()
  })

  it('need a Python', async () => {
    const { fault } = scene(async () => {}, null)
    expect(await fault('numpy')).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/no Python on this machine/),
    })
  })
})

describe('requirements', () => {
  it('are the same whatever comments and spaces they have', () =>
    expect(checkRequirements('a==1  # why\r\n\n# b\nc \\\n  >=2\n--pre')).toBe('a==1\nc    >=2\n--pre\n'))

  it.each([
    ['-r other.txt', /line 1: -r is not allowed here/],
    ['numpy\n--constraint=/etc/passwd', /line 2: --constraint is not allowed/],
    ['-e .', /-e is not allowed/],
    ['./local', /names a file of this machine/],
    ['/abs/x.whl', /names a file/],
    ['x @ file:///etc/passwd', /names a file/],
  ])('refuse %j', (text, message) => {
    expect(() => checkRequirements(text)).toThrow(Failure)
    expect(() => checkRequirements(text)).toThrow(message)
  })
})

describe('programs', () => {
  const run = makeRunProgram({ PATH: process.env['PATH'], LECTERN_MASTER_KEY: 'secret', PIP_INDEX_URL: 'x' })
  const lines = async (script: string): Promise<string[]> => {
    const said: string[] = []
    await run(['sh', '-c', script], (line) => said.push(line), new AbortController().signal)
    return said
  }

  it('say their lines, and see none of our secrets', async () => {
    expect(await lines('echo one; echo two >&2; env | grep -c LECTERN; env | grep PIP_')).toContain('PIP_INDEX_URL=x')
    expect(await lines('env | grep LECTERN || echo none')).toEqual(['none'])
  })

  it('that fail say their last complaint', async () => {
    await expect(lines('echo begun; echo ERROR: the cause >&2; echo a hint >&2; exit 1')).rejects.toThrow('ERROR: the cause')
    await expect(lines('exit 3')).rejects.toThrow('sh ended with exit code 3')
    await expect(run(['/nowhere/x'], () => {}, new AbortController().signal)).rejects.toThrow(/cannot be started/)
  })

  it('end when they are called off', async () => {
    const stop = new AbortController()
    const running = run(['sleep', '100'], () => {}, stop.signal)
    stop.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
  })
})
