// Asking another server: bounded in time and size, redirects refused, and its failure is a value. Addresses hold
// access tokens, so nothing of them is in an error.

import { err, ok, type Result } from '../lib/result.ts'

export type FetchRefusal = { readonly code: 'PEER_DOWN' }

/** Answers of the servers that we ask have about 1 KiB. */
const MAX_ANSWER_BYTES = 65_536

type Question = {
  readonly timeoutMs: number
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** The body of a 200 answer as text. */
export async function fetchText(
  url: string | URL,
  { timeoutMs, ...init }: Question,
): Promise<Result<string, FetchRefusal>> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { ...init, signal, redirect: 'error' })
    const text = response.ok ? await readBounded(response) : undefined
    await response.body?.cancel().catch(() => undefined)
    return text === undefined ? err({ code: 'PEER_DOWN' }) : ok(text)
  } catch {
    return err({ code: 'PEER_DOWN' })
  }
}

/** Undefined when there is more than may be. */
async function readBounded(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
