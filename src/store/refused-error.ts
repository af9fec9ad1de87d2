// Carries a refusal out of a transaction whose writes must not stay.

import { err, type Result } from '../lib/result.ts'

export class Refused<C extends string> extends Error {
  readonly code: C

  constructor(code: C) {
    super(code)
    this.code = code
  }
}

/** The transaction's value, or the refusal for which it was rolled back. */
export async function unlessRefused<T, C extends string>(
  work: () => Promise<Result<T, { readonly code: C }>>,
  isCode: (code: string) => boolean,
): Promise<Result<T, { readonly code: C }>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused && isCode(String(error.code))) return err({ code: error.code as C })
    throw error
  }
}
