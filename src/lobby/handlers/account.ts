// The account behind a request, as the store has it now.
import type { Result } from '../../lib/result.ts'
import type { Refusal } from '../../protocol/refusals.ts'
import type { Account } from '../../store/repositories.ts'
import { ACCOUNT_STATUS } from '../../store/repositories.ts'
import { ok } from '../../lib/result.ts'
import { refuse } from '../refuse.ts'
import type { AskStore } from '../store-gate.ts'

/** Refused where there is none, or where it was frozen or deleted. */
export async function openAccount(ask: AskStore, uid: number): Promise<Result<Account, Refusal>> {
  const found = await ask(({ accounts }) => accounts.find(uid))
  if (!found.ok) return found
  const account = found.value
  if (!account) return refuse('USER_NOT_FOUND')
  const isClosed = account.status === ACCOUNT_STATUS.deleted || account.status === ACCOUNT_STATUS.frozen
  return isClosed ? refuse('ACCOUNT_CLOSED') : ok(account)
}
