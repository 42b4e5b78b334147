import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json, Platform } from '../platform.ts'
import { pythonWith } from '../python-environment.ts'

/** The client before and after its deployments got versions. The older one asks for packages that no longer go together by themselves. */
export const clients = {
  '4.1.8': ['hopsworks==4.1.8', 'pyarrow==17.0.0', 'numpy==1.26.4'],
  '5.2.1': ['hopsworks==5.2.1', 'pyarrow==21.0.0'],
} as const
export type ClientRelease = keyof typeof clients

export type Told = {
  /** What the script told, by name. */
  readonly facts: Readonly<Record<string, Json>>
  /** All that script and client printed, lines of progress bars included. */
  readonly text: string
}

/** Runs a script of this folder with the real client, logged in nowhere yet. Fails with everything it printed. */
export async function runClient(
  release: ClientRelease,
  script: string,
  platform: Platform,
  more: Record<string, string> = {},
): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-hopsworks-'))
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    TMPDIR: folder,
    PYTHONPATH: import.meta.dirname,
    PYTHONDONTWRITEBYTECODE: '1',
    HOPSWORKS_HOST: '127.0.0.1',
    HOPSWORKS_PORT: new URL(platform.url).port,
    HOPSWORKS_API_KEY: platform.adminKey.trim(),
    HOPSWORKS_PROJECT: 'default',
    ...more,
  }
  try {
    const text = await new Promise<string>((resolve, reject) => {
      const file = join(import.meta.dirname, script)
      const options = { cwd: folder, env, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 }
      execFile(pythonWith(clients[release]), ['-u', file], options, (error, stdout, stderr) => {
        const all = `${stdout}\n${stderr}`.replaceAll('\r', '\n')
        if (error) reject(new Error(`${script} with ${release} failed: ${error.message}\n${all.slice(-6_000)}`))
        else resolve(all)
      })
    })
    const facts: Record<string, Json> = {}
    for (const [, line = ''] of text.matchAll(/^@@ (.*)$/gm)) Object.assign(facts, JSON.parse(line))
    return { facts, text }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
