// Routes of DeskManager by which a player comes to a seat. The account is read off the session at once: by the
// time a question to the store is answered, the session may have lost it.
import type { Result } from '../../lib/result.ts'
import { err, ok } from '../../lib/result.ts'
import type { Refusal } from '../../protocol/refusals.ts'
import { refusalFor } from '../../protocol/refusals.ts'
import type { ResponseOf } from '../../protocol/routes.ts'
import type { Room } from '../../room/room.ts'
import { DEFAULT_PRESET } from '../../rules/options.ts'
import type { RuleSet } from '../../rules/ruleset.ts'
import type { Player } from '../../table/player.ts'
import type { CardPrices } from '../card-prices.ts'
import type { ClientVersion } from '../client-version.ts'
import { rulesOfOptions } from '../desk-rules.ts'
import type { Handler } from '../handler.ts'
import type { Lobby } from '../lobby.ts'
import { refuse } from '../refuse.ts'
import { linkSeat } from '../seat-link.ts'
import type { Session } from '../session.ts'
import type { AskStore } from '../store-gate.ts'
import { tableInfoOf } from '../table-info.ts'
import { openAccount } from './account.ts'

export type EnterDeps = {
  readonly lobby: Lobby
  readonly ask: AskStore
  readonly prices: CardPrices
  readonly version: ClientVersion
}

/** Who is coming, and over which connection. */
type Guest = { readonly session: Session; readonly uid: number }
type TableAnswer = ResponseOf<'DeskManager.Join'>
type Wanted = { readonly rules: RuleSet; readonly clubId: number | null; readonly isPublic: boolean }

export const createDesk =
  (deps: EnterDeps): Handler<'DeskManager.CreateDesk'> =>
  async (session, { version, clubId, options }) => {
    const guest = { session, uid: session.uid! }
    const { registry } = deps.lobby
    if (!deps.version.isCurrent(version)) return refuse('CLIENT_OLD')
    if (registry.isBusy(guest.uid)) return refuse('ALREADY_AT_DESK')
    const rules = rulesOfOptions(options)
    if (!rules.ok) return refuse('BAD_OPTION', `${rules.error.option}: ${rules.error.message}`)
    // nanoserver's clients send -1 for a table without a club, some send 0.
    const club = clubId === undefined || clubId <= 0 ? null : clubId
    return await registry.whileArriving(guest.uid, async () => {
      const refused = await refusePayer(deps, { uid: guest.uid, club, rounds: rules.value.rounds })
      if (refused) return refused
      const player = await playerOf(deps, guest)
      if (!player.ok) return player
      return await openTable(deps, guest, {
        player: player.value,
        rules: rules.value,
        clubId: club,
        isPublic: false,
      })
    })
  }

type Paid = { readonly uid: number; readonly club: number | null; readonly rounds: number }

/** The creator, or the club, must hold the price now; it is taken at the first deal. */
async function refusePayer(
  { ask, prices }: EnterDeps,
  { uid, club, rounds }: Paid,
): Promise<Result<never, Refusal> | null> {
  const stranger = club === null ? null : await refuseStranger(ask, uid, club)
  if (stranger) return stranger
  const payer = club === null ? ({ kind: 'user', uid } as const) : ({ kind: 'club', clubId: club } as const)
  const balance = await ask(({ cards }) => cards.balance(payer))
  if (!balance.ok) return balance
  if (balance.value >= prices.of(rounds)) return null
  return refuse(club === null ? 'CARDS_SHORT' : 'CLUB_CARDS_SHORT')
}

async function refuseStranger(
  ask: AskStore,
  uid: number,
  club: number,
): Promise<Result<never, Refusal> | null> {
  const member = await ask(({ clubs }) => clubs.isMember(uid, club))
  if (!member.ok) return member
  return member.value ? null : refuse('CLUB_NOT_MEMBER')
}

export const joinDesk =
  (deps: EnterDeps): Handler<'DeskManager.Join'> =>
  async (session, { version, deskId }) => {
    const { registry } = deps.lobby
    const guest = { session, uid: session.uid! }
    if (!deps.version.isCurrent(version)) return err(refusalFor('DeskManager.Join', 'CLIENT_OLD'))
    const room = registry.ofNo(deskId)
    if (!room) return refuse('DESK_NOT_FOUND')
    // Asking twice for the own table is a client that missed the answer.
    if (registry.placeOf(guest.uid)?.room === room) return seated(room, guest)
    if (registry.isBusy(guest.uid)) return refuse('ALREADY_AT_DESK')
    return await registry.whileArriving(guest.uid, async () => {
      const { clubId } = room.state
      const stranger = clubId === null ? null : await refuseStranger(deps.ask, guest.uid, clubId)
      if (stranger) return stranger
      const player = await playerOf(deps, guest)
      return player.ok ? await sitDown(room, guest, player.value) : player
    })
  }

export const quickStart =
  (deps: EnterDeps): Handler<'DeskManager.QuickStart'> =>
  async (session, { version, options }) => {
    const { lobby } = deps
    const guest = { session, uid: session.uid! }
    if (!deps.version.isCurrent(version)) return refuse('CLIENT_OLD')
    if (lobby.registry.isBusy(guest.uid)) return refuse('ALREADY_AT_DESK')
    const rules = rulesOfOptions(options ?? { preset: DEFAULT_PRESET })
    if (!rules.ok) return refuse('BAD_OPTION', `${rules.error.option}: ${rules.error.message}`)
    return await lobby.registry.whileArriving(guest.uid, async () => {
      const player = await playerOf(deps, guest)
      if (!player.ok) return player
      return await meet(deps, guest, { player: player.value, rules: rules.value })
    })
  }

/** Sits at the first public table that has room; with none there, and none about to be, makes one. */
async function meet(
  deps: EnterDeps,
  guest: Guest,
  { player, rules }: { readonly player: Player; readonly rules: RuleSet },
): Promise<Result<TableAnswer, Refusal>> {
  const { publicTables } = deps.lobby
  for (;;) {
    for (const room of publicTables.withSeats(rules)) {
      const taken = await sitDown(room, guest, player)
      // Somebody else may have been quicker; the next table will do.
      if (taken.ok || taken.error.reason === 'JOURNAL_DOWN') return taken
    }
    const opening = publicTables.opening(rules)
    if (!opening) return await openTable(deps, guest, { player, rules, clubId: null, isPublic: true })
    await opening
  }
}

/** The last question before a seat: nobody sits down for a connection that is gone. */
async function playerOf({ ask }: EnterDeps, { session, uid }: Guest): Promise<Result<Player, Refusal>> {
  const account = await openAccount(ask, uid)
  if (!account.ok) return account
  if (session.isClosed) return refuse('NOT_LOGGED_IN')
  const { name, headUrl, sex } = account.value
  return ok({ uid, name, headUrl, sex, ip: session.ip, bot: null })
}

async function openTable(
  { lobby }: EnterDeps,
  guest: Guest,
  { player, ...wanted }: Wanted & { readonly player: Player },
): Promise<Result<TableAnswer, Refusal>> {
  const opened = await lobby.open({ ...wanted, creator: guest.uid }, player)
  return opened.ok ? seated(opened.value, guest) : opened
}

async function sitDown(room: Room, guest: Guest, player: Player): Promise<Result<TableAnswer, Refusal>> {
  const joined = await room.submit({ type: 'join', player })
  if (joined.ok) return seated(room, guest)
  switch (joined.error.reason) {
    // To a newcomer a table that has begun is a full one, as it is in nanoserver, ...
    case 'GAME_STARTED':
      return refuse('DESK_FULL')
    // ... and one that ended while he was on his way is not there.
    case 'DESK_GONE':
      return refuse('DESK_NOT_FOUND')
    default:
      return joined
  }
}

function seated(room: Room, { session, uid }: Guest): Result<TableAnswer, never> {
  linkSeat(room, session, uid)
  return ok({ code: 0, error: '', tableInfo: tableInfoOf(room.state) })
}
