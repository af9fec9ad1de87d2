// The settlement of a round: onRoundEnd, and the same inside onGameEnd.
import { BANNER, FAN_MAX, FAN_NONE, HIDDEN_TILE } from '../../protocol/fields.ts'
import type { RoundEnd } from '../../protocol/result-pushes.ts'
import { FAN_NAMES } from '../../rules/hand/fan-names.ts'
import { liveWaits } from '../../rules/hand/ting.ts'
import type { LedgerReason, LedgerRow } from '../../rules/ledger.ts'
import type { RuleSet } from '../../rules/ruleset.ts'
import { describeRules, roundText } from '../../rules/nanoserver-text.ts'
import type { Seat } from '../../rules/tiles.ts'
import type { Round, Win } from '../../table/round.ts'
import { seatsOf } from '../../table/seating.ts'
import type { TableState } from '../../table/state.ts'
import { uidOf } from './addressed.ts'
import { netOf } from './points.ts'

type Stats = RoundEnd['stats'][number]
type Hand = RoundEnd['tiles'][number]

/** A match that is dissolved between rounds ends without a round to settle. */
export const noRoundEnd = ({ rules, roundNo }: TableState): RoundEnd => ({
  title: describeRules(rules, false),
  round: roundText(roundNo, rules.rounds),
  tiles: [],
  stats: [],
  scoreChange: [],
})

/** `rows`: the payments that stand; all of them after a round that was played out. */
export function roundEndOf(state: TableState, rows: readonly LedgerRow[]): RoundEnd {
  const round = state.round!
  const seats = seatsOf(state)
  return {
    title: describeRules(state.rules, false),
    round: roundText(round.number, state.rules.rounds),
    tiles: seats.map((seat) => handOf(state, round, seat)),
    stats: seats.map((seat) => statsOf(state.rules, round, { seat, rows })),
    scoreChange: seats.map((seat) => ({
      acId: uidOf(state, seat),
      score: netOf(rows, seat),
      remain: state.seats[seat]!.score,
    })),
  }
}

/** The winning tile is shown apart from the hand. */
function handOf(state: TableState, round: Round, seat: Seat): Hand {
  const { tiles, won } = round.hands[seat]!
  return {
    acId: uidOf(state, seat),
    shouPai: tiles.filter((tile) => tile !== won?.tile),
    huPai: won?.tile ?? HIDDEN_TILE,
    isTing: won !== null || isReady(state, round, seat),
  }
}

function isReady(state: TableState, round: Round, seat: Seat): boolean {
  const { counts, melds, voidSuit } = round.hands[seat]!
  // A round that was broken off may leave a hand between draw and discard.
  if (counts.size % 3 !== 1) return false
  return liveWaits(state.rules, { hand: counts, melds, voidSuit }, round.visible) !== 0
}

type Account = { readonly seat: Seat; readonly rows: readonly LedgerRow[] }

function statsOf(rules: RuleSet, round: Round, { seat, rows }: Account): Stats {
  const { won } = round.hands[seat]!
  const kongRows = (reasons: readonly LedgerReason[]): LedgerRow[] =>
    rows.filter((row) => reasons.includes(sourceOf(row, round.ledger)))
  return {
    fanshu: won ? fanshuOf(rules, won) : FAN_NONE,
    feng: netOf(kongRows(['addedKong']), seat),
    yu: netOf(kongRows(['concealedKong', 'exposedKong']), seat),
    total: netOf(rows, seat),
    bannerType: bannerOf(round, seat),
    desc: won ? describeWin(won) : '',
  }
}

/** A transfer or a refund counts as the kong whose income it moves. */
const sourceOf = (row: LedgerRow, ledger: readonly LedgerRow[]): LedgerReason =>
  row.ref === null ? row.reason : sourceOf(ledger[row.ref]!, ledger)

/** nanoserver shows a hand at the cap, or over it, as 极品. */
const fanshuOf = ({ capFan }: RuleSet, { score }: Win): number =>
  capFan !== null && score.rawFan >= capFan ? FAN_MAX : score.fan

const describeWin = ({ score }: Win): string => score.items.map(({ name }) => FAN_NAMES[name].zh).join(' ')

/** The badge beside a seat: its win, else what it had to pay for. */
function bannerOf(round: Round, seat: Seat): Stats['bannerType'] {
  const { won } = round.hands[seat]!
  if (won) return won.from === null ? BANNER.ziMo : BANNER.hu
  const pays = round.ledger.some(
    ({ from, reason }) => from === seat && (reason === 'chaJiao' || reason === 'huaZhu'),
  )
  if (pays) return BANNER.pei
  return round.wins.some((win) => win.from === seat) ? BANNER.pao : BANNER.none
}
