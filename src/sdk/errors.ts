/** It is not as it must be: a deployment has failed, a model is not saved, an answer broke off. */
export class LecternError extends Error {
  override readonly name: string = 'LecternError'
}

/** A wait took longer than it was given. What was waited for goes on. */
export class TimeoutError extends LecternError {
  override readonly name = 'TimeoutError'
}
