import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Whether this machine's Java compiles what it runs: without its compiler it takes no single file. */
export const hasJava: boolean = (() => {
  try {
    return execFileSync('java', ['--list-modules'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes(
      'jdk.compiler',
    )
  } catch {
    return false
  }
})()

/** OpenAI's and Anthropic's own clients, as their pages say to add them: group, name, version. */
const clients = [
  ['com.openai', 'openai-java', '4.100.0'],
  ['com.anthropic', 'anthropic-java', '3.11.0'],
] as const

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>lectern</groupId><artifactId>snippets</artifactId><version>1</version>
<dependencies>${clients
  .map(
    ([group, name, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`,
  )
  .join('')}</dependencies>
</project>`

/** The class path of these clients, fetched once by Maven and kept under `node_modules/.cache`. null: they cannot be had here. */
export function javaClients(): string | null {
  const cache = resolve(import.meta.dirname, '../node_modules/.cache')
  const folder = join(cache, `java-${createHash('sha256').update(project).digest('hex').slice(0, 12)}`)
  if (!existsSync(folder)) {
    const coming = `${folder}.${process.pid}`
    mkdirSync(coming, { recursive: true })
    try {
      writeFileSync(join(coming, 'pom.xml'), project)
      const args = ['--batch-mode', '--quiet', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=.']
      execFileSync('mvn', args, { cwd: coming, stdio: 'ignore' })
      renameSync(coming, folder)
    } catch {
      rmSync(coming, { recursive: true, force: true })
      // Another process may have been first.
      if (!existsSync(folder)) return null
    }
  }
  return join(folder, '*')
}
