// Routes of the Manager component: logging in.
import type { Tokens } from '../../auth/tokens.ts'
import { ok } from '../../lib/result.ts'
import type { Result } from '../../lib/result.ts'
import type { Refusal } from '../../protocol/refusals.ts'
import { outgoing } from '../../room/connection.ts'
import { ORDER_STATUS } from '../../store/office-repositories.ts'
import type { Account } from '../../store/repositories.ts'
import type { Handler } from '../handler.ts'
import { DONE, refuse } from '../refuse.ts'
import type { Session, SessionDirectory } from '../session.ts'
import type { AskStore } from '../store-gate.ts'
import { openAccount } from './account.ts'

export type ManagerDeps = {
  readonly tokens: Pick<Tokens, 'verify'>
  readonly ask: AskStore
  readonly directory: Pick<SessionDirectory, 'bind'>
  /** Legacy clients may log in by number alone (login.trust_uid). */
  readonly trustUid: boolean
}

type Claim = { readonly uid: number; readonly token?: string }

/** The account behind a claim, with the session bound to it. */
async function logIn(deps: ManagerDeps, session: Session, claim: Claim): Promise<Result<Account, Refusal>> {
  const { uid, token } = claim
  if (session.uid !== null && session.uid !== uid) return refuse('ALREADY_LOGGED_IN')
  const proven = await prove(deps, uid, token)
  if (!proven.ok) return proven
  const account = await openAccount(deps.ask, uid)
  if (!account.ok) return account
  // It would take the account from a session that is still there.
  if (session.isClosed) return refuse('NOT_LOGGED_IN')
  deps.directory.bind(session, uid)
  session.send(outgoing('onCoinChange', { coin: account.value.coin }))
  return account
}

async function prove(deps: ManagerDeps, uid: number, token?: string): Promise<Result<null, Refusal>> {
  if (token === undefined || token === '') return deps.trustUid ? ok(null) : refuse('BAD_TOKEN')
  const verified = await deps.tokens.verify(token)
  if (!verified.ok) return refuse(verified.error.code)
  return verified.value.uid === uid ? ok(null) : refuse('TOKEN_MISMATCH')
}

export const login =
  (deps: ManagerDeps): Handler<'Manager.Login'> =>
  async (session, request) => {
    const account = await logIn(deps, session, request)
    if (!account.ok) return account
    // Name, picture and sex are the account's: a client cannot dress up as somebody else.
    const { uid, name, headUrl, sex, coin } = account.value
    return ok({ code: 0, acId: uid, nickname: name, headURL: headUrl, sex, fangka: coin })
  }

export const reconnect =
  (deps: ManagerDeps): Handler<'DeskManager.ReConnect'> =>
  async (session, request) => {
    const account = await logIn(deps, session, request)
    return account.ok ? DONE : account
  }

/** What a client says it waited for an answer; a claim, so nothing but metrics may depend on it. */
export const roundTrip =
  (onRoundTrip: (ms: number) => void): Handler<'Manager.RoundTrip'> =>
  (_, { ms }) => {
    onRoundTrip(ms)
    return DONE
  }

/**
 * What a player's own order has brought: its cards once it is paid, 0 before. Another player's order is as unknown as one
 * that nobody made.
 */
export const checkOrder =
  (ask: AskStore): Handler<'Manager.CheckOrder'> =>
  async (session, { orderid }) => {
    const found = await ask(({ orders }) => orders.find(orderid))
    if (!found.ok) return found
    const order = found.value
    if (order === undefined || order.uid !== session.uid) return refuse('ORDER_NOT_FOUND')
    const fangka = order.status === ORDER_STATUS.created ? 0 : order.productCount
    return ok({ code: 0, error: '', fangka })
  }
