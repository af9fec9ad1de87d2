// Shorthand for the answers that handlers give.
import type { Err } from '../lib/result.ts'
import { err, ok } from '../lib/result.ts'
import type { Reason, Refusal } from '../protocol/refusals.ts'
import { refusal } from '../protocol/refusals.ts'

export const refuse = (reason: Reason, detail?: string): Err<Refusal> => err(refusal(reason, detail))

export const DONE = ok({ code: 0 })
