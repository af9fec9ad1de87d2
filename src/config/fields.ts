// The kinds of value that config.toml knows, each with a reason a reader can act on.

import { z } from 'zod'
import { Secret } from './secret.ts'

export const PORT_MAX = 65_535

/** A whole number in [min, max]. The unit belongs in the key's name. */
export const whole = (min: number, max: number) =>
  z
    .int({ error: 'must be a whole number' })
    .min(min, { error: `must be at least ${min}` })
    .max(max, { error: `must be at most ${max}` })

/** A part of a whole, from 0 to 1. */
export const share = () =>
  z
    .number({ error: 'must be a number from 0 to 1' })
    .min(0, { error: 'must be at least 0' })
    .max(1, { error: 'must be at most 1' })

export const flag = () => z.boolean({ error: 'must be true or false' })

/** NUL ends a name for the system, and nobody types the others; a text may have lines, a name may not. */
const NO_CONTROLS_BUT_LINES = /^(?:\P{Cc}|[\t\n\r])*$/u
const NO_CONTROLS = /^\P{Cc}*$/u
const CONTROLS = { error: 'must not hold control characters' }

export const text = (maxLength = 255) =>
  z
    .string({ error: 'must be a text' })
    .max(maxLength, { error: `must not be longer than ${maxLength} characters` })
    .regex(NO_CONTROLS_BUT_LINES, CONTROLS)

/** A name or a path; blanks around it would be part of it, unseen. */
export const nonEmptyText = () =>
  text()
    .min(1, { error: 'must not be empty' })
    .regex(NO_CONTROLS, CONTROLS)
    .regex(/^(\S(.*\S)?)?$/su, { error: 'must not begin or end with a blank' })

/** The name or the address of a machine. */
export const hostName = () => nonEmptyText().regex(/^\S*$/u, { error: 'must not hold blanks' })

export const oneOf = <const T extends readonly [string, ...string[]]>(choices: T) =>
  z.enum(choices, { error: `must be one of ${choices.join(', ')}` })

export const textList = () => z.array(text(), { error: 'must be a list of texts' })

/** A value that comes from the environment or a file, never from config.toml; null = not configured. */
export const secret = () => z.instanceof(Secret).nullable().default(null)

export type ListenAddress = { readonly host: string; readonly port: number }

/** `host:port`, `[ipv6]:port`; port 0 = any free port. */
export function parseListenAddress(value: string): ListenAddress | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(value)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  return host === undefined || port > PORT_MAX ? undefined : { host, port }
}

export const listenAddress = () =>
  text().transform((value, context): ListenAddress => {
    const address = parseListenAddress(value)
    if (address !== undefined) return address
    context.addIssue({ code: 'custom', message: 'must be host:port, such as 127.0.0.1:12307' })
    return z.NEVER
  })
