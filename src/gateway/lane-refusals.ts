import { Failure } from '../domain/failure.ts'
import type { Route } from '../domain/route.ts'

/** Why a call does not wait, or not any longer. */

export const queueFull = (route: Route, limit: number): Failure =>
  new Failure(
    'limited',
    `deployment "${route.name}" is busy and ${limit} calls wait already, which is the limit; try again in a moment`,
    {
      target: route.deploymentId,
      code: 'queue_full',
      retryAfterMs: 1000,
    },
  )

export const queuesFull = (route: Route): Failure =>
  new Failure(
    'limited',
    `many calls wait for places here, and resource group "${route.resourceGroup}" has its share of them; try again in a moment`,
    { target: route.deploymentId, code: 'queue_full', retryAfterMs: 1000 },
  )

export const waitedTooLong = (route: Route | undefined, ms: number): Failure => {
  const why =
    route?.state === 'starting'
      ? `is still starting${route.message === '' ? '' : ` (${route.message})`}`
      : 'is busy: all its places are taken'
  return new Failure(
    'unavailable',
    `deployment "${route?.name ?? 'unknown'}" ${why}; the call waited ${Math.round(ms / 1000)} s. Try again later`,
    {
      retryAfterMs: 5000,
      ...(route ? { target: route.deploymentId } : {}),
    },
  )
}
