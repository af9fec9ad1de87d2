// A deed that the audit could not be told of, because the database was away: then the log has to say who did what.

import type { AuditEntry } from '../store/office-repositories.ts'

const FAULT = 'INTERNAL'

export class UntoldDeed extends Error {
  /** The cause's own, by which the answer is chosen. */
  readonly code: string

  constructor({ actor, action, target, result }: AuditEntry, cause: unknown) {
    super(`not in the audit: ${action} of ${target} by ${actor}: ${result}`, { cause })
    this.name = 'UntoldDeed'
    this.code =
      cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : FAULT
  }
}
