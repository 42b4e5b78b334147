import { open, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'

/** No secret of a provider is larger. */
const most = 64 * 1024

/** A file's text without its last line break, or why there is none. Only files that lie inside the folder, wherever links lead. */
export async function readFileInside(
  folder: string,
  path: string,
): Promise<{ readonly text: string } | { readonly trouble: string }> {
  try {
    const inside = await realpath(folder)
    const real = await realpath(isAbsolute(path) ? path : join(folder, path))
    const way = relative(inside, real)
    if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return outside(folder)
    await using file = await open(real, 'r')
    const facts = await file.stat()
    if (!facts.isFile()) return { trouble: 'it is no file' }
    if (facts.size > most) return { trouble: `it has ${facts.size} bytes; a secret may have ${most}` }
    const text = (await file.readFile('utf8')).replace(/\r?\n$/, '')
    return text === '' ? { trouble: 'it is empty' } : { text }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null
    // Whether a file is there that may not be read is nobody's business either.
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return isAbsolute(path) ? outside(folder) : { trouble: `there is no such file in ${folder}` }
    if (code === 'EACCES') return { trouble: 'this server may not read it' }
    throw cause
  }
}

const outside = (folder: string) => ({ trouble: `there is no such file inside ${folder}` })
