import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig, variableOf } from './config.ts'
import { configOptions } from './config-options.ts'

const folder = (yaml?: string): string => {
  const dir = mkdtempSync(join(tmpdir(), 'config-'))
  if (yaml !== undefined) writeFileSync(join(dir, 'lectern.yaml'), yaml)
  return dir
}

describe('configuration', () => {
  it('has a default for everything', () => {
    const dir = folder()
    expect(readConfig({}, {}, dir)).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      dataDir: join(dir, 'data'),
      demo: true,
      database: { kind: 'sqlite', path: join(dir, 'data', 'lectern.db') },
      tls: { kind: 'off' },
      allowPrivate: true,
    })
  })

  it.each([
    ['nothing', {}, {}, null],
    ['a setting', { otlpEndpoint: 'http://c:4318' }, {}, { url: 'http://c:4318/v1/traces', serviceName: 'lectern', sampling: 1 }],
    [
      'OpenTelemetry’s variables',
      { traceSampling: '0.5' },
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c/otlp/',
        OTEL_EXPORTER_OTLP_HEADERS: 'X-Tenant=a%20b, k=v=w',
        OTEL_SERVICE_NAME: 'mine',
      },
      { url: 'https://c/otlp/v1/traces', headers: { 'x-tenant': 'a b', k: 'v=w' }, serviceName: 'mine', sampling: 0.5 },
    ],
    [
      'an address for traces alone',
      {},
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://d/t' },
      { url: 'http://d/t' },
    ],
  ])('says where traces go: %s', (_, flags, env, expected) => {
    const { traces } = readConfig(flags, env, folder())
    if (expected === null) expect(traces).toBeNull()
    else expect(traces).toMatchObject(expected)
  })

  it('says with which provider people sign in', () => {
    expect(readConfig({}, {}, folder()).oidc).toBeNull()
    const dir = folder(`oidcIssuer: https://login.example.com/realms/a
oidcClientId: lectern
oidcClientSecretFile: secret.txt
oidcRolesClaim: groups
oidcRoles: {staff: viewer, 'cn=ml,dc=x': operator}
`)
    const common = { issuer: 'https://login.example.com/realms/a', clientId: 'lectern', rolesClaim: 'groups', groupsClaim: null }
    expect(readConfig({}, {}, dir).oidc).toEqual({
      ...common,
      secret: { kind: 'file', path: join(dir, 'secret.txt') },
      label: 'login.example.com',
      scopes: 'openid profile email',
      roles: { staff: 'viewer', 'cn=ml,dc=x': 'operator' },
      defaultRole: 'viewer',
      groups: ['default'],
    })
    const env = {
      LECTERN_OIDC_ISSUER: common.issuer,
      LECTERN_OIDC_CLIENT_ID: 'lectern',
      LECTERN_OIDC_CLIENT_SECRET: 's3cret',
      LECTERN_OIDC_ROLES_CLAIM: 'groups',
      LECTERN_OIDC_ROLES: 'staff=viewer, a=b=operator',
      LECTERN_OIDC_DEFAULT_ROLE: 'none',
      LECTERN_OIDC_GROUPS: 'team-a, team-b',
    }
    expect(readConfig({}, env, folder()).oidc).toMatchObject({
      ...common,
      secret: { kind: 'text', text: 's3cret' },
      roles: { staff: 'viewer', 'a=b': 'operator' },
      defaultRole: null,
      groups: ['team-a', 'team-b'],
    })
  })

  it.each([
    [{ port: 'abc' }, {}, '--port: "abc" is not usable: it must be a number'],
    [{ grpcPort: 'abc' }, {}, '--grpc-port: "abc" is not usable: port for gRPC alone'],
    [{}, { LECTERN_LOG_LEVEL: 'loud' }, 'LECTERN_LOG_LEVEL: "loud" is not usable: it must be one of trace, debug, info, warn'],
    [{ databaseUrl: 'mysql://u:secret@h/d' }, {}, '--database-url: "mysql://[hidden]@h/d" is not usable: postgres://…'],
    [{}, { LECTERN_MASTER_KEY: 'no base64!' }, 'LECTERN_MASTER_KEY: what was given is not usable: it must be a valid base64'],
  ])('says what is wrong with a setting and what may be, and no secret: %j %j', (flags, env, message) => {
    expect(() => readConfig(flags, env, folder())).toThrow(message)
  })

  it.each([
    [{ oidcIssuer: 'https://i' }, '--oidc-issuer and --oidc-client-id belong together'],
    [{ oidcIssuer: 'http://i.example', oidcClientId: 'x' }, 'must begin with https://, unless it is on this machine'],
    [{ oidcIssuer: 'https://i', oidcClientId: 'x', oidcRolesClaim: 'r' }, '--oidc-roles-claim and --oidc-roles belong together'],
    [{ oidcRoles: 'staff=king' }, '--oidc-roles'],
    [{ oidcScopes: 'profile' }, 'must hold openid'],
    [{ oidcDefaultRole: 'king' }, '--oidc-default-role'],
  ])('of a provider is refused where it does not go together: %j', (flags, message) => {
    expect(() => readConfig(flags, {}, folder())).toThrow(message)
  })

  it.each([
    ['to nobody by default', { otlpEndpoint: 'http://c:4318' }, {}, null],
    [
      'as often as the setting says',
      { otlpEndpoint: 'http://c:4318', otlpMetricsSeconds: '15' },
      {},
      { url: 'http://c:4318/v1/metrics', everyMs: 15_000 },
    ],
    [
      'to a collector of their own',
      {},
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m/x', OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'k=v' },
      { url: 'http://m/x', headers: { k: 'v' }, everyMs: 60_000 },
    ],
    ['to nobody, told so', { otlpMetricsSeconds: 0 }, { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m/x' }, null],
  ])('says where metrics go: %s', (_, flags, env, expected) => {
    const { metrics } = readConfig(flags, env, folder())
    if (expected === null) expect(metrics).toBeNull()
    else expect(metrics).toMatchObject(expected)
  })

  it('refuses metrics without a collector', () => {
    expect(() => readConfig({ otlpMetricsSeconds: 10 }, {}, folder())).toThrow(/--otlp-metrics-seconds/)
  })

  it('refuses a collector that is no address', () => {
    expect(() => readConfig({}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }, folder())).toThrow(
      /OTEL_EXPORTER_OTLP_ENDPOINT/,
    )
  })

  it.each([
    ['beside the usual public port', {}, { port: 8081, required: false }],
    ['not where any public port will do', { port: '0' }, null],
    ['not where it is the public one', { port: '8081' }, null],
    ['not where nobody wants it', { grpcPort: 'off' }, null],
    ['where it is said', { grpcPort: '9000' }, { port: 9000, required: true }],
    ['at any port', { port: '0', grpcPort: '0' }, { port: 0, required: true }],
    ['not where both are said to be one', { port: '9000', grpcPort: '9000' }, null],
  ])('gRPC has a port of its own: %s', (_, flags, expected) => {
    expect(readConfig(flags, {}, folder()).grpc).toEqual(expected)
  })

  it('flags beat the environment, the environment beats the file', () => {
    const dir = folder('port: 1\nhost: 10.0.0.1\nlogLevel: warn\n')
    const config = readConfig({ port: '3' }, { LECTERN_PORT: '2', LECTERN_HOST: '0.0.0.0' }, dir)
    expect(config).toMatchObject({ port: 3, host: '0.0.0.0', logLevel: 'warn' })
  })

  it.each([
    { host: '127.0.0.1', allowed: true },
    { host: '::1', allowed: true },
    { host: 'localhost', allowed: true },
    { host: '0.0.0.0', allowed: false },
    { host: '10.1.2.3', allowed: false },
    { host: 'example.org', allowed: false },
  ])('private addresses while listening on $host: $allowed', ({ host, allowed }) => {
    expect(readConfig({ host }, {}, folder()).allowPrivate).toBe(allowed)
  })

  it.each([
    { name: 'a port out of range', flags: { port: '70000' }, env: {}, yaml: undefined, says: /^--port: "70000"/ },
    { name: 'a gRPC port that is none', flags: { grpcPort: 'on' }, env: {}, yaml: undefined, says: /^--grpc-port: "on"/ },
    { name: 'a variable that is no number', flags: {}, env: { LECTERN_PORT: 'x' }, yaml: undefined, says: /^LECTERN_PORT: "x"/ },
    {
      name: 'an unknown variable',
      flags: {},
      env: { LECTERN_PROT: '1' },
      yaml: undefined,
      says: /^LECTERN_PROT is not a setting/,
    },
    { name: 'an unknown key in the file', flags: {}, env: {}, yaml: 'prot: 1', says: /unknown key prot/ },
    { name: 'a wrong value in the file', flags: {}, env: {}, yaml: 'demo: maybe', says: /^demo in .*lectern\.yaml: "maybe"/ },
    { name: 'a broken file', flags: {}, env: {}, yaml: '{', says: /is not YAML/ },
    {
      name: 'mail from nobody',
      flags: {},
      env: { LECTERN_SMTP_URL: 'smtp://h' },
      yaml: undefined,
      says: /--smtp-from belong together/,
    },
    { name: 'a certificate without key', flags: { tlsCert: 'a' }, env: {}, yaml: undefined, says: /--tls-cert and --tls-key/ },
    {
      name: 'a database of another kind',
      flags: { databaseUrl: 'mysql://x' },
      env: {},
      yaml: undefined,
      says: /^--database-url/,
    },
    {
      name: 'a prefix that our own secrets begin with',
      flags: { referenceEnvPrefix: 'LECTERN_' },
      env: {},
      yaml: undefined,
      says: /^--reference-env-prefix: LECTERN_\w+ begins with LECTERN_/,
    },
    {
      name: 'a group path without the group',
      flags: { vaultGroupPath: 'secret/lectern' },
      env: {},
      yaml: undefined,
      says: /^--vault-group-path: "secret\/lectern".*\{group\}/,
    },
    { name: 'a vault without a token', flags: { vaultAddr: 'http://v' }, env: {}, yaml: undefined, says: /^--vault-addr needs/ },
    { name: 'a token without a vault', flags: {}, env: { LECTERN_VAULT_TOKEN: 't' }, yaml: undefined, says: /no --vault-addr/ },
    { name: 'a file that does not exist', flags: { config: 'nope.yaml' }, env: {}, yaml: undefined, says: /there is no file/ },
  ])('stops with one line on $name', ({ flags, env, yaml, says }) => {
    const read = () => readConfig(flags, env, folder(yaml))
    expect(read).toThrow(says)
    expect(String(read)).not.toContain('\n\n')
  })

  it('takes secrets that connections refer to for no settings of its own', () => {
    expect(readConfig({}, { LECTERN_SECRET_AZURE: 'x' }, folder()).references).toMatchObject({ envPrefix: 'LECTERN_SECRET_' })
    const own = { LECTERN_REFERENCE_ENV_PREFIX: 'PROVIDER_', LECTERN_SECRET_AZURE: 'x' }
    expect(() => readConfig({}, own, folder())).toThrow(/^LECTERN_SECRET_AZURE is not a setting/)
  })

  it('finds the vault and the way into it', () => {
    const env = {
      LECTERN_VAULT_ADDR: 'https://vault.example:8200/',
      LECTERN_VAULT_ROLE_ID: 'r',
      LECTERN_VAULT_SECRET_ID_FILE: '/s',
    }
    expect(readConfig({}, env, folder()).references.vault).toEqual({
      address: 'https://vault.example:8200',
      namespace: null,
      login: { kind: 'approle', roleId: 'r', secretIdFile: '/s' },
      cacheMs: 60_000,
      keepMs: 3_600_000,
    })
  })

  it('names every setting the same way in all three places', () => {
    for (const { key, flag } of configOptions) {
      const word = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      if (flag !== null) expect(flag.split(' ')[0]).toBe(key === 'demo' ? '--no-demo' : `--${word}`)
      expect(variableOf(key)).toBe(`LECTERN_${word.replaceAll('-', '_').toUpperCase()}`)
    }
  })
})
