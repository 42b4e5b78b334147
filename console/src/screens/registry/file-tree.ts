import type { RegisteredFile } from './data.ts'

/** A file or a folder in a version; `path` is from the version's root. */
export type FileNode =
  | { readonly kind: 'file'; readonly name: string; readonly path: string; readonly file: RegisteredFile }
  | {
      readonly kind: 'folder'
      readonly name: string
      readonly path: string
      readonly bytes: number
      readonly inside: readonly FileNode[]
    }

/** Folders first, both by name. */
export function treeOf(files: readonly RegisteredFile[], within = ''): readonly FileNode[] {
  const folders = new Map<string, RegisteredFile[]>()
  const here: FileNode[] = []
  for (const file of files) {
    const rest = file.path.slice(within.length)
    const slash = rest.indexOf('/')
    if (slash < 0) here.push({ kind: 'file', name: rest, path: file.path, file })
    else {
      const name = rest.slice(0, slash)
      folders.set(name, [...(folders.get(name) ?? []), file])
    }
  }
  const nodes = [...folders].map(
    ([name, inside]): FileNode => ({
      kind: 'folder',
      name,
      path: within + name,
      bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0),
      inside: treeOf(inside, `${within}${name}/`),
    }),
  )
  const byName = (one: FileNode, other: FileNode): number => one.name.localeCompare(other.name)
  return [...nodes.sort(byName), ...here.sort(byName)]
}

/** Each part of a path for an address of the API. */
export const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
