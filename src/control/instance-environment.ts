import type { Deployment } from '../domain/deployment.ts'

/**
 * What every instance can read of its deployment, in the names that Hopsworks' servers use. The resource group is the project, by its
 * id in both of a project's names.
 */
export const makeInstanceEnvironment =
  (publicUrl: string) =>
  ({ id, name, resourceGroup, version }: Deployment): Readonly<Record<string, string>> => ({
    DEPLOYMENT_ID: id,
    DEPLOYMENT_NAME: name,
    DEPLOYMENT_VERSION: String(version),
    PROJECT_ID: resourceGroup,
    PROJECT_NAME: resourceGroup,
    HOPSWORKS_PROJECT_ID: resourceGroup,
    HOPSWORKS_PROJECT_NAME: resourceGroup,
    REST_ENDPOINT: withPort(new URL(publicUrl)),
    HOPSWORKS_PUBLIC_HOST: new URL(publicUrl).hostname,
  })

/** Hopsworks' client takes host and port apart at a colon that has to be there. */
const withPort = ({ protocol, hostname, port, pathname }: URL): string =>
  `${protocol}//${hostname}:${port || (protocol === 'https:' ? 443 : 80)}${pathname === '/' ? '' : pathname}`
