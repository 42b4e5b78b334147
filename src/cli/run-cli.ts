import { CommanderError } from 'commander'
import { ApiError, UnreachableError, UntrustedError } from '../client/api-error.ts'
import { plain } from './output.ts'
import { makeProgram } from './program.ts'
import { Unsuccessful, UsageError, type World } from './world.ts'

const ok = 0
const failure = 1
const usage = 2
const interruptedCode = 130

/** Runs one command line to its end; answers the exit code. Never throws for what a user or a server did wrong. */
export async function runCli(args: readonly string[], world: World): Promise<number> {
  try {
    const program = await makeProgram(world, args)
    await program.parseAsync([...args], { from: 'user' })
    return ok
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ok : usage
    if (world.interrupted.aborted) return interruptedCode
    if (error instanceof Unsuccessful) return failure
    const known = error instanceof ApiError || error instanceof UnreachableError || error instanceof UsageError
    if (!known) throw error
    world.stderr.write(`lectern: ${wordsOf(error)}\n`)
    return error instanceof UsageError ? usage : failure
  }
}

const wordsOf = (error: Error): string => {
  if (error instanceof UntrustedError)
    return `${error.message}; where it is "lectern up --tls self-signed", set NODE_EXTRA_CA_CERTS to credentials/tls-cert.pem in its data directory`
  if (error instanceof UnreachableError) return `${error.message}; start one with "lectern up", or name another with --url`
  if (error instanceof ApiError) return `${plain(error.message)}${error.requestId ? ` (request ${plain(error.requestId)})` : ''}`
  return error.message
}
