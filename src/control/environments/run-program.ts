import { spawn } from 'node:child_process'

/** Runs a program to its end, handing on its lines as they come. Throws `InstallFault` with its last words. */
export type RunProgram = (command: readonly string[], onLine: (line: string) => void, signal: AbortSignal) => Promise<void>

export class InstallFault extends Error {}

/** Of our environment only what a package installer needs: our own secrets are none of its business. */
const kept =
  /^(PATH|HOME|LANG|LC_ALL|TZ|TMPDIR|LD_LIBRARY_PATH|PIP_.*|NPM_CONFIG_.*|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE)$/i

export const makeRunProgram =
  (env: Readonly<Record<string, string | undefined>>): RunProgram =>
  (command, onLine, signal) =>
    new Promise((resolve, reject) => {
      const [program = '', ...args] = command
      const child = spawn(program, args, {
        env: Object.fromEntries(Object.entries(env).filter(([name]) => kept.test(name))),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const stop = (): void => void child.kill('SIGKILL')
      signal.addEventListener('abort', stop, { once: true })
      let said = ''
      let complaint = ''
      let rest = ''
      const take = (chunk: Buffer): void => {
        const lines = (rest + chunk.toString('utf8')).split(/\r?\n/)
        rest = (lines.pop() ?? '').slice(-4096)
        for (const line of lines.map((each) => each.trim()).filter((each) => each !== '')) {
          said = line
          if (/^(npm )?(ERROR|error)\b(?! (A complete log|code|\$))/.test(line)) complaint = line
          onLine(line)
        }
      }
      child.stdout.on('data', take)
      child.stderr.on('data', take)
      child.once('error', (error) => reject(new InstallFault(`${program} cannot be started: ${error.message}`)))
      child.once('close', (code) => {
        signal.removeEventListener('abort', stop)
        if (signal.aborted) reject(signal.reason)
        else if (code === 0) resolve()
        else reject(new InstallFault(complaint || rest.trim() || said || `${program} ended with exit code ${code}`))
      })
    })
