// [login] and [token]: who may come in, and the proof of it.

import { z } from 'zod'
import { flag, secret, text, textList, whole } from '../fields.ts'

/** RFC 7518 section 3.2: an HS256 key has at least the size of the hash. */
const TOKEN_KEY_MIN_BYTES = 32

export const loginSection = z.strictObject({
  guest: flag().default(true),
  lists: textList().default([]),
  trust_uid: flag().default(false),
})

export const tokenSection = z
  .strictObject({
    expires: whole(60, 2_592_000).default(21_600),
    key: secret(),
    key_file: text(4096).default(''),
  })
  .superRefine((section, context) => {
    if (section.key === null || Buffer.byteLength(section.key.reveal()) >= TOKEN_KEY_MIN_BYTES) return
    const message = `needs at least ${TOKEN_KEY_MIN_BYTES} bytes`
    context.addIssue({ code: 'custom', path: ['key'], message })
  })
