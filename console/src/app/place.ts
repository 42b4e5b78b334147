/** Where the console is, from the page's `<base>`: a reverse proxy may have put us below any path. */
const consoleUrl = new URL(document.baseURI)

/** Path under which the console's own addresses are, with no slash at its end: `/console`, `/lectern/console`. */
export const basePath = consoleUrl.pathname.replace(/\/+$/, '')

/** Path under which Lectern answers, with no slash at its end: empty at a root. */
export const serverPath = basePath.replace(/\/console$/, '')

/** Address of Lectern as callers write it, for snippets: `https://host/lectern`. */
export const serverUrl = consoleUrl.origin + serverPath
