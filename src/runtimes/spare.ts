/** What a program that was started ahead is to be. */
type Order = { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }

/** Of `process`. */
type Program = Pick<NodeJS.Process, 'argv' | 'env' | 'stdin' | 'exit'>

export type Beginning = {
  readonly args: readonly string[]
  /** Of `performance.now()`: when it was told what it is. */
  readonly since: number
}

/**
 * The program's arguments. Started ahead, with `--spare` alone, it stands there with its modules loaded until one line on its standard
 * input says what it is: `{"args": […], "env": {…}}`. That is then its whole environment, as if it had been started so. Its standard
 * input stays open; where that ends before the line, so does the program. `ahead`: what it would only load later.
 */
export async function begin(program: Program, ahead: () => unknown = () => {}): Promise<Beginning> {
  const args = program.argv.slice(2)
  if (args.length !== 1 || args[0] !== '--spare') return { args, since: 0 }
  ahead()
  const order = await awaitOrder(program)
  const { env } = program
  for (const name of Object.keys(env)) if (!(name in order.env)) delete env[name]
  Object.assign(env, order.env)
  return { args: order.args, since: performance.now() }
}

const awaitOrder = (program: Program): Promise<Order> =>
  new Promise((resolve) => {
    const { stdin } = program
    let text = ''
    const leave = (): never => program.exit(0)
    const read = (chunk: string): void => {
      text += chunk
      if (!text.endsWith('\n')) return
      stdin.off('data', read).off('close', leave).pause()
      resolve(JSON.parse(text))
    }
    stdin.setEncoding('utf8').on('data', read).on('close', leave).on('error', leave)
  })
