import { expect, it } from 'vitest'
import type { Deployment } from '../domain/deployment.ts'
import { makeInstanceEnvironment } from './instance-environment.ts'

it('tells an instance where it belongs, in the names of Hopsworks', () => {
  const deployment = { id: 'd1', name: 'iris', resourceGroup: 'team-a', version: 3 } as Deployment
  expect(makeInstanceEnvironment('https://models.example.com:8443')(deployment)).toEqual({
    DEPLOYMENT_ID: 'd1',
    DEPLOYMENT_NAME: 'iris',
    DEPLOYMENT_VERSION: '3',
    PROJECT_ID: 'team-a',
    PROJECT_NAME: 'team-a',
    HOPSWORKS_PROJECT_ID: 'team-a',
    HOPSWORKS_PROJECT_NAME: 'team-a',
    REST_ENDPOINT: 'https://models.example.com:8443',
    HOPSWORKS_PUBLIC_HOST: 'models.example.com',
  })
})
