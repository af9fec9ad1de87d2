// Asks the server every two seconds, and says what became of it.
import type { LiveFeed } from '../live-shape.ts'

export type Heard =
  | { readonly kind: 'fed'; readonly feed: LiveFeed }
  /** The server wants a token, or does not take ours. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'gone' }

const TIMEOUT_MS = 5000
const TOKEN_KEY = 'xuezhan-ops-token'
const LOCKED: readonly number[] = [401, 403]

export const keepToken = (token: string): void => sessionStorage.setItem(TOKEN_KEY, token)

/** Never rejects. */
export async function askFeed(sinceMs: number): Promise<Heard> {
  const token = sessionStorage.getItem(TOKEN_KEY)
  const headers = token === null ? {} : { authorization: `Bearer ${token}` }
  try {
    const response = await fetch(`/live.json?since=${sinceMs}`, {
      headers,
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (LOCKED.includes(response.status)) return { kind: 'locked' }
    if (!response.ok) return { kind: 'gone' }
    return { kind: 'fed', feed: (await response.json()) as LiveFeed }
  } catch {
    return { kind: 'gone' }
  }
}
