/** Names of settings whose values nobody is shown. Files that hold one are named: a path is no secret. */
const secretName = /(token|secret|password|passphrase|credential|headers|masterkey|apikey)/i
const pathName = /file$/i

/** Settings as an administrator may see them: secrets as `[hidden]`, addresses without user, password and query. */
export function shownSettings(settings: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, shown(name, value)]])),
  )
}

function shown(name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (secretName.test(name) && !pathName.test(name)) return '[hidden]'
  if (typeof value === 'string') return withoutSecrets(value)
  if (Array.isArray(value)) return value.map((each) => shown('', each))
  return typeof value === 'object' ? shownSettings(value) : value
}

function withoutSecrets(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text
  const url = URL.parse(text)
  if (!url) return '[hidden]'
  const user = url.username === '' && url.password === '' ? '' : '[hidden]@'
  return `${url.protocol}//${user}${url.host}${url.pathname}${url.search === '' ? '' : '?[hidden]'}`
}
