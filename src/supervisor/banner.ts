import { join, relative } from 'node:path'
import type { Config } from '../config.ts'

/** What `npm start` says once everything answers: where to look, where the keys are, and a call that works at once. */
export function banner(facts: {
  config: Config
  origin: string
  /** Null: gRPC calls come to the public port only. */
  grpcPort: number | null
  demo: boolean
  signInToken: string
  logDir: string | null
  readyMs: number
}): string {
  const { config, origin: url, grpcPort, demo, signInToken, logDir, readyMs } = facts
  const keyFile = displayPath(join(config.dataDir, 'credentials', 'admin-key'))
  const insecure = config.tls.kind === 'self-signed' ? '-k ' : ''
  const lines = [
    `Lectern is ready (${(readyMs / 1000).toFixed(1)} s)`,
    '',
    `  Console                   ${url}/console/`,
    `  Signs you in, once        ${url}/console/sign-in/${signInToken}`,
    `  API and its description   ${url}/docs/api`,
    ...(grpcPort === null ? [] : [`  gRPC                      ${new URL(url).hostname}:${grpcPort}`]),
    `  Administrator's API key   ${keyFile}`,
    `  SAP-style service key     ${displayPath(join(config.dataDir, 'credentials', 'service-key.json'))}`,
    ...(logDir === null ? [] : [`  Logs                      ${displayPath(logDir)}`]),
  ]
  if (demo) {
    lines.push(
      '',
      'Talk to the demo model:',
      '',
      `  curl ${insecure}${url}/v1/chat/completions \\`,
      `    -H "Authorization: Bearer $(cat ${keyFile})" -H "Content-Type: application/json" \\`,
      `    -d '{"model":"demo","messages":[{"role":"user","content":"Hello"}]}'`,
    )
  }
  return `${lines.join('\n')}\n`
}

function displayPath(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}
