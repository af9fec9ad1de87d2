// Everything that a client needs to show the table from nothing: after a join, a reconnect or a restart.
// Hands come from the seat's view alone, so that this cannot show more than the view does.
import { BANNER, HIDDEN_TILE, QUE } from '../../protocol/fields.ts'
import type { PushOf } from '../../protocol/pushes.ts'
import type { Seat } from '../../rules/tiles.ts'
import { isRoundInPlay } from '../../table/decide/round-end.ts'
import { seatsOf } from '../../table/seating.ts'
import type { TableState } from '../../table/state.ts'
import type { HandView, RoundView, SeatView } from '../../table/view.ts'
import { viewFor } from '../../table/view.ts'
import { outgoing } from '../connection.ts'
import type { Addressed } from './addressed.ts'
import { uidOf } from './addressed.ts'
import { deskStatus } from './desk-status.ts'
import { commitment } from './fairness.ts'
import type { Asked } from './hint.ts'
import { playHint, promptPush } from './hint.ts'
import { queOf } from './opening.ts'
import { deskBasicInfo, playerEnter } from './seating.ts'
import { voteStatus } from './voting.ts'

type SyncDesk = PushOf<'onSyncDesk'>
type PlayerData = SyncDesk['players'][number]

export function syncPushes(state: TableState, seat: Seat, nowMs: number): Addressed[] {
  const own = (push: Addressed['push']): Addressed => ({ seats: [seat], push })
  return [
    own(outgoing('onDeskBasicInfo', deskBasicInfo(state))),
    own(outgoing('onPlayerEnter', playerEnter(state))),
    ...(isRoundInPlay(state) ? roundPushes(viewFor(state, seat), nowMs).map(own) : []),
    ...votePushes(state, seat, nowMs),
    own(outgoing('onFairness', commitment(state))),
  ]
}

function roundPushes(view: SeatView, nowMs: number): Addressed['push'][] {
  const sync = outgoing('onSyncDesk', syncDesk(view, nowMs))
  const { prompt } = view
  // onSyncDesk has no place for these two questions.
  const isAskedAgain = prompt?.kind === 'swap' || prompt?.kind === 'void'
  return isAskedAgain ? [sync, promptPush(prompt, askedOf(view, nowMs))] : [sync]
}

/** Who has agreed already is named, so that his client does not ask him again. */
function votePushes(state: TableState, seat: Seat, nowMs: number): Addressed[] {
  const { vote } = state
  if (!vote) return []
  const status = voteStatus(state, vote, nowMs)
  const dissolveUid = vote.agreed[seat] ? uidOf(state, seat) : NOBODY
  const others = seatsOf(state).filter((other) => other !== seat)
  return [
    { seats: [seat], push: outgoing('onDissolveAgreement', { dissolveUid, ...status }) },
    { seats: others, push: outgoing('onDissolveStatus', status) },
  ]
}

/** nanoserver's account number of nobody. */
const NOBODY = 0

function syncDesk(view: SeatView, nowMs: number): SyncDesk {
  const round = view.round!
  const { lastDiscard, banker, dice, wallLeft } = round
  return {
    status: deskStatus(view.phase.kind, view.roundNo),
    players: view.seats.map((_, seat) => playerData(view, round, seat as Seat)),
    // What counts now: the score before the round and what the round has brought so far.
    scoreInfo: view.seats.map((taken, seat) => ({
      acId: taken!.player.uid,
      score: taken!.score + round.deltas[seat]!,
    })),
    markerAcId: viewUid(view, banker),
    lastMoPaiAcId: viewUid(view, turnOf(view, banker)),
    restCnt: wallLeft,
    dice1: dice[0],
    dice2: dice[1],
    hint: openHint(view, nowMs),
    lastChuPaiId: lastDiscard?.tile ?? HIDDEN_TILE,
    lastChuPaiUid: lastDiscard ? viewUid(view, lastDiscard.seat) : NOBODY,
    seq: view.seq,
  }
}

const viewUid = (view: SeatView, seat: Seat): number => view.seats[seat]!.player.uid

/** Whose turn it is: of an open tile, its giver's. */
function turnOf({ phase }: SeatView, banker: Seat): Seat {
  if (phase.kind === 'turn') return phase.seat
  return phase.kind === 'claims' || phase.kind === 'rob' ? phase.from : banker
}

function playerData(view: SeatView, round: RoundView, seat: Seat): PlayerData {
  const { player, score, trust } = view.seats[seat]!
  const hand = round.hands[seat]!
  const { won } = hand
  return {
    acId: player.uid,
    shouPaiIds: hand.tiles.slice(0, shownTiles(hand)),
    chuPaiIds: hand.discards,
    gangInfos: hand.melds.flatMap((meld) => meld.tiles),
    lastTile: hand.drawn ?? HIDDEN_TILE,
    isHu: won !== null,
    huPai: won?.tile ?? HIDDEN_TILE,
    huType: bannerSoFar(round, seat),
    que: queShown(view, hand, seat),
    score,
    melds: hand.melds.map(({ type, tiles, from }) => ({ type, tiles, from: viewUid(view, from) })),
    trust,
  }
}

/** A self-drawn winning tile is the hand's last one; it is shown apart, as `huPai`. */
const shownTiles = ({ tiles, won }: HandView): number =>
  won?.source === 'wall' ? tiles.length - 1 : tiles.length

function bannerSoFar({ wins, hands }: RoundView, seat: Seat): PlayerData['huType'] {
  const { won } = hands[seat]!
  if (won) return won.from === null ? BANNER.ziMo : BANNER.hu
  return wins.some((win) => win.from === seat) ? BANNER.pao : BANNER.none
}

/** The own seat sees its choice before all have chosen, and the suggestion, negative, before its own. */
function queShown({ phase, prompt, ...view }: SeatView, { voidSuit }: HandView, seat: Seat): number {
  if (voidSuit !== null) return queOf(voidSuit)
  if (seat !== view.seat) return QUE.none
  if (phase.kind === 'choosingVoid' && phase.own !== null) return queOf(phase.own)
  return prompt?.kind === 'void' ? -queOf(prompt.suggest) : QUE.none
}

function openHint(view: SeatView, nowMs: number): SyncDesk['hint'] {
  const { prompt } = view
  if (prompt === null || prompt.kind === 'swap' || prompt.kind === 'void') return null
  return playHint(prompt, askedOf(view, nowMs))
}

function askedOf({ seat, seats, round, rules, seq }: SeatView, nowMs: number): Asked {
  const { tiles, melds, drawn, voidSuit } = round!.hands[seat]!
  return { uid: seats[seat]!.player.uid, rules, tiles, melds, drawn, voidSuit, seq, nowMs }
}
