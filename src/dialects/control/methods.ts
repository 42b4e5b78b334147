/** Which methods an address answers, for telling "wrong method" from "no such address". */
export const makeMethodTable = () => {
  const routes: { readonly pattern: RegExp; readonly method: string }[] = []
  return {
    add(url: string, method: string | readonly string[]): void {
      for (const each of [method].flat()) routes.push({ pattern: toPattern(url), method: each })
    },
    /** Sorted, without repeats; empty where the address is unknown. */
    at: (path: string): string[] =>
      [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort(),
  }
}

const toPattern = (url: string): RegExp => {
  const source = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[$.*+?^()[\]{}|\\]/g, '\\$&')))
    .join('/')
  return new RegExp(`^${source}/?$`)
}
