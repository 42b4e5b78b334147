import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Platform } from '../platform.ts'
import { type Block, blocksOf } from './blocks.ts'

const root = resolve(import.meta.dirname, '../..')

export type Scene = {
  readonly platform: Platform
  /** The interpreter for Python blocks. */
  readonly python?: string
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Runs all blocks of a page, one after another in one shell, as its reader would in the folder where the server was started. Addresses
 * of the page become those of the platform. Fails with the line of the block that failed, or that printed something else.
 */
export async function runPage(page: string, { platform, python, env = {} }: Scene): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'lectern-docs-'))
  try {
    prepare(cwd, platform, python)
    const blocks = blocksOf(page).filter(({ notRun }) => notRun === null)
    const at = (text: string): string =>
      addressed(text, platform).replaceAll('https://acme.openai.azure.com', env['AZURE_ENDPOINT'] ?? '')
    const commands = blocks.map((block, index) => commandFor({ ...block, text: at(block.text) }, index, cwd))
    writeFileSync(
      join(cwd, 'page.sh'),
      ['set -euo pipefail', `. "${join(import.meta.dirname, 'scenes.sh')}"`, ...commands].join('\n'),
    )
    const { output, error, code } = await bash(cwd, { ...env, URL: platform.url, DATA_DIR: platform.dataDir })
    const outputs = output.split(/^----- end of block \d+\n/m)
    const done = outputs.length - 1
    if (code !== 0 && done < blocks.length)
      throw new Error(
        `${page}:${blocks[done]?.line}: exit code ${code}\n${blocks[done]?.text}\n${outputs[done]}\n${error.slice(-3_000)}`,
      )
    for (const [index, block] of blocks.entries()) mustMatch(page, block, outputs[index] ?? '')
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** What a reader has: the server's data, and the command line by its name. */
function prepare(cwd: string, { dataDir }: Platform, python: string | undefined): void {
  symlinkSync(dataDir, join(cwd, 'data'))
  // The packages of the tests are those that a reader has installed.
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'))
  const programs = join(cwd, '.programs')
  mkdirSync(programs)
  const program = (name: string, command: string): void => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${command}\n`)
    chmodSync(join(programs, name), 0o755)
  }
  const node = `"${process.execPath}"`
  program('node', `exec ${node} "$@"`)
  program('lectern', `exec ${node} "${join(root, 'src/cli/main.ts')}" "$@"`)
  program('npx', `[ "$1" = lectern ] || { echo "npx $1 is not there"; exit 1; }\nshift\nexec lectern "$@"`)
  if (python) program('python3', `exec "${python}" "$@"`)
}

function addressed(text: string, { url }: Platform): string {
  const { host, port } = new URL(url)
  return text
    .replaceAll(/https?:\/\/(127\.0\.0\.1|localhost):8080/g, url)
    .replaceAll(/(127\.0\.0\.1|localhost):8080/g, host)
    .replaceAll('port=8080', `port=${port}`)
}

const programOf: Readonly<Record<string, string>> = { python: 'python3', ts: 'node' }

function commandFor({ language, text, file }: Block, index: number, cwd: string): string {
  const name = file ?? `block-${index}.${language === 'python' ? 'py' : 'ts'}`
  if (file !== null || language !== 'bash') writeFileSync(join(cwd, name), text)
  const command = file !== null ? '' : language === 'bash' ? text : `${programOf[language]} ${name}`
  return `${command}\nprintf '\\n----- end of block ${index}\\n'`
}

function mustMatch(page: string, { expected, line }: Block, output: string): void {
  if (expected === null) return
  const squeeze = (text: string): string => text.replaceAll(/\s+/g, '')
  const quote = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const pattern = squeeze(expected).split('…').map(quote).join('[\\s\\S]*?')
  if (!new RegExp(`^${pattern}$`).test(squeeze(output)))
    throw new Error(`${page}:${line}: expected\n${expected}\nbut got\n${output}`)
}

/** A block that does not end is told by its line, before the test's own time is over. */
const longestMs = 100_000

function bash(cwd: string, env: Readonly<Record<string, string>>) {
  return new Promise<{ output: string; error: string; code: number }>((done, failed) => {
    const path = `${join(cwd, '.programs')}:${process.env['PATH'] ?? ''}`
    const shell = spawn('bash', ['page.sh'], {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { HOME: cwd, LECTERN_URL: env['URL'], ...env, PATH: path },
    })
    let [output, error] = ['', '']
    shell.stdout.on('data', (chunk) => {
      output += chunk
    })
    shell.stderr.on('data', (chunk) => {
      error += chunk
    })
    const late = setTimeout(() => process.kill(-(shell.pid ?? 0), 'SIGKILL'), longestMs)
    shell.once('error', failed)
    shell.once('close', (code) => {
      clearTimeout(late)
      done({ output, error, code: code ?? 1 })
    })
  })
}
