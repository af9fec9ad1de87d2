// Who plays on this device, and what the web API tells of it: guest login, finished matches, their rounds.
import { err, ok } from '../src/lib/result.ts'
import type { Result } from '../src/lib/result.ts'
import type { Failure } from './connection.ts'
import { isReason } from '../src/protocol/refusals.ts'

export type Account = {
  readonly uid: number
  readonly name: string
  readonly cards: number
  readonly token: string
  /** The client's version that the server asks for. */
  readonly version: string
  readonly messages: readonly string[]
}

type SeatKey = 0 | 1 | 2 | 3
type BySeat = { readonly [K in `player_name${SeatKey}`]: string } & {
  readonly [K in `score_change${SeatKey}`]: number
}
export type MatchItem = BySeat & {
  readonly id: number
  readonly desk_no: string
  readonly round: number
  readonly mode: number
  readonly created_at: number
  readonly player0: number
  readonly player1: number
  readonly player2: number
  readonly player3: number
}
export type RoundItem = BySeat & {
  readonly id: number
  readonly round: number
  readonly mode: number
  readonly begin_at: number
}

const DEVICE_KEY = 'xuezhan.device'
const DEVICE_BYTES = 16
const APP_ID = 'xuezhan-web'

export const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

/** A random name for this browser; whoever has it is this guest. */
function deviceId(): string {
  const known = localStorage.getItem(DEVICE_KEY)
  if (known !== null && known !== '') return known
  const fresh = randomHex(DEVICE_BYTES)
  localStorage.setItem(DEVICE_KEY, fresh)
  return fresh
}

async function call(url: string, init: RequestInit): Promise<Result<unknown, Failure>> {
  try {
    const response = await fetch(url, init)
    const body: unknown = await response.json()
    if (response.ok) return ok(body)
    const { reason, error } = body as { reason?: string; error?: string }
    return err({ reason: reason && isReason(reason) ? reason : 'UNKNOWN', detail: error ?? '' })
  } catch {
    return err({ reason: 'LOST', detail: '' })
  }
}

export async function logInAsGuest(): Promise<Result<Account, Failure>> {
  const body = { appId: APP_ID, channelId: 'web', imei: deviceId(), device: { os: 'web', model: 'browser' } }
  const answer = await call('/v1/user/login/guest', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) return answer
  const { uid, name, fangka, token, messages, config } = answer.value as {
    uid: number
    name: string
    fangka: number
    token: string
    messages: string[]
    config: { version: string }
  }
  return ok({ uid, name, cards: fangka, token, messages, version: config.version })
}

async function records<T>(
  url: string,
  token: string,
  signal: AbortSignal | null = null,
): Promise<Result<T, Failure>> {
  const answer = await call(url, { headers: { authorization: `Bearer ${token}` }, signal })
  return answer.ok ? ok((answer.value as { data: T }).data) : answer
}

export const matchesOf = (account: Account): Promise<Result<readonly MatchItem[], Failure>> =>
  records(`/v1/desk/player/${account.uid}`, account.token)

export const roundsOf = (account: Account, match: number): Promise<Result<readonly RoundItem[], Failure>> =>
  records(`/v1/history/lite/${match}`, account.token)

/** The whole record of a round, as JSON text; LOST when `signal` ends the question. */
export async function snapshotOf(
  account: Account,
  round: number,
  signal: AbortSignal,
): Promise<Result<string, Failure>> {
  const found = await records<{ snapshot: string }>(`/v1/history/${round}`, account.token, signal)
  return found.ok ? ok(found.value.snapshot) : found
}
