import { createHash } from 'node:crypto'
import { deploymentNumber } from '../../domain/ids.ts'

/** Where everything but inference is: what the client puts in front of every path. */
export const apiRoot = '/hopsworks-api/api'

/** Behind a deployment's name and its project's in the Host header of inference calls: `iris.default.lectern.internal`. */
export const servingDomain = 'lectern.internal'

/** Clients know a project by a number: 48 bits of a hash, so that every process works out the same without asking. */
export const projectNumber = (group: string): number =>
  Number.parseInt(createHash('sha256').update(`project:${group}`).digest('hex').slice(0, 12), 16)

/** The same of a deployment: the last 48 of the 60 bits of its id. */
export const servingNumber = deploymentNumber

/** Hopsworks' rule; names of other dialects may hold more. */
export const servingName = /^[a-zA-Z0-9]{1,63}$/

/** What a model's name becomes where a deployment is named after it: the same that newer clients make of it themselves. */
export const plainName = (modelName: string): string => modelName.replace(/[^a-zA-Z0-9]/g, '')
