// The table as the page knows it, made from the server's pushes: one pure function, so that a recorded
// match can be played through it without a browser.
import { assertNever } from '../src/lib/assert.ts'
import { BANNER, DESK_STATUS, EXIT_TYPE, HIDDEN_TILE } from '../src/protocol/fields.ts'
import type { AnyPush, PushOf } from '../src/protocol/pushes.ts'
import type { TableInfo } from '../src/protocol/answers.ts'
import {
  dealt,
  done,
  drew,
  dueOf,
  hinted,
  kongPaid,
  moneyMoved,
  playPrompt,
  swapped,
  voidsNamed,
  winPaid,
} from './reduce-play.ts'
import type { Hand, Phase, SeatInfo, Table, Vote } from './table-state.ts'

const MS_PER_SECOND = 1000
/** nanoserver's titles say `局数: 2/8`. */
const ROUND_OF_TITLE = /(\d+)\/(\d+)\s*$/

/** The table after a push. A push that says nothing about the table returns the same object. */
export function reduce(table: Table, push: AnyPush, nowMs: number): Table {
  switch (push.name) {
    case 'onDeskBasicInfo':
      return described(table, push.payload)
    case 'onPlayerEnter':
      return seated(table, push.payload)
    case 'onPlayerOfflineStatus':
      return withSeat(table, push.payload.uid, { isOffline: push.payload.offline })
    case 'onTrust':
      return withSeat(table, push.payload.uid, { isTrusted: push.payload.on })
    case 'onPlayerExit':
    case 'onDissolve':
      return exited(table, push.payload, push.name === 'onDissolve')
    case 'onDissolveSuccess':
      return { ...table, phase: 'dissolved', prompt: null, vote: null }
    case 'onDissolveAgreement':
      return { ...table, vote: voteOf(push.payload, push.payload.dissolveUid, nowMs) }
    case 'onDissolveStatus':
      return { ...table, vote: voteOf(push.payload, table.vote?.by ?? 0, nowMs) }
    case 'onDissolveFailure':
      return { ...table, vote: null }
    case 'onDuanPai':
      return dealt(table, push.payload)
    case 'onSwapHint': {
      const { count, sameSuit, suggest } = push.payload
      const prompt = { kind: 'swap', count, isSameSuit: sameSuit, suggest } as const
      return { ...table, phase: 'opening', prompt: { ...prompt, ...dueOf(push.payload, nowMs) } }
    }
    case 'onSwap':
      return swapped(table, push.payload)
    case 'onDingQueHint': {
      const prompt = { kind: 'void', suggest: Math.abs(push.payload.que) } as const
      return { ...table, phase: 'opening', prompt: { ...prompt, ...dueOf(push.payload, nowMs) } }
    }
    case 'onDingQue':
      return voidsNamed(table, push.payload)
    case 'onMoPai':
      return drew(table, push.payload)
    case 'onOpTypeHint':
      return hinted(table, push.payload, nowMs)
    case 'onOpTypeDo':
      return done(table, push.payload)
    case 'onGangScoreChange':
      return kongPaid(table, push.payload)
    case 'onHuScoreChange':
      return winPaid(table, push.payload)
    case 'onScoreTransfer':
      return moneyMoved(table, push.payload)
    case 'onSyncDesk':
      return synced(table, push.payload, nowMs)
    case 'onRoundEnd':
      return roundEnded(table, push.payload)
    case 'onGameEnd':
      return matchEnded(table, push.payload)
    case 'onCoinChange':
    case 'onBroadcast':
    case 'onError':
    case 'onServerDrain':
    case 'onFairness':
    case 'onVoiceMessage':
    case 'onRecordingVoice':
      return table
    default:
      return assertNever(push)
  }
}

/** What CreateDesk, Join, QuickStart and UnCompleteDesk tell about the desk. */
export const withTableInfo = (table: Table, { deskId, creator, mode }: TableInfo): Table => ({
  ...table,
  deskNo: deskId,
  creator,
  players: mode === 0 ? table.players : mode,
})

/** The player's answer was taken: the question is gone, whatever comes next. */
export const answered = (table: Table, promptId: number | undefined): Table =>
  table.prompt?.promptId === promptId ? { ...table, prompt: null } : table

function described(table: Table, info: PushOf<'onDeskBasicInfo'>): Table {
  const [, round, rounds] = ROUND_OF_TITLE.exec(info.title) ?? []
  return {
    ...table,
    deskNo: info.deskId,
    rules: info.desc,
    players: info.mode,
    round: Number(round ?? table.round),
    rounds: Number(rounds ?? table.rounds),
  }
}

function seated(table: Table, { data }: PushOf<'onPlayerEnter'>): Table {
  const seats = data.map(
    (player): SeatInfo => ({
      uid: player.acId,
      place: player.deskPos,
      name: player.nickname,
      score: player.score,
      isReady: player.isReady,
      isOffline: player.offline,
      isTrusted: player.trust ?? false,
      bot: player.bot ?? null,
    }),
  )
  return { ...table, seats }
}

const withSeat = (table: Table, uid: number, change: Partial<SeatInfo>): Table => ({
  ...table,
  seats: table.seats.map((seat) => (seat.uid === uid ? { ...seat, ...change } : seat)),
})

function exited(table: Table, push: PushOf<'onPlayerExit'>, isWholeDesk: boolean): Table {
  // A destroyed desk names its creator, whoever reads it.
  const isDestroyed = push.exitType === EXIT_TYPE.dissolved || isWholeDesk
  if (isDestroyed) return { ...table, phase: 'dissolved', prompt: null, vote: null }
  if (push.acid === table.me) return { ...table, phase: 'left', prompt: null, vote: null }
  return { ...table, seats: table.seats.filter(({ uid }) => uid !== push.acid) }
}

function voteOf(push: PushOf<'onDissolveStatus'>, by: number, nowMs: number): Vote {
  const statuses = push.dissolveStatus.map(({ deskPos, status }) => ({ place: deskPos - 1, status }))
  return { by, dueAtMs: nowMs + push.restTime * MS_PER_SECOND, statuses }
}

type Sync = PushOf<'onSyncDesk'>

function synced(table: Table, sync: Sync, nowMs: number): Table {
  const scores = new Map(sync.scoreInfo.map(({ acId, score }) => [acId, score]))
  const { lastChuPaiId, lastChuPaiUid, hint } = sync
  const hands = sync.players.map((player): [number, Hand] => [player.acId, handOfSync(player)])
  return {
    ...table,
    phase: phaseOf(sync.status),
    seats: table.seats.map((seat) => ({ ...seat, score: scores.get(seat.uid) ?? seat.score })),
    hands: Object.fromEntries(hands),
    banker: sync.markerAcId,
    turn: sync.status === DESK_STATUS.playing ? sync.lastMoPaiAcId : 0,
    wallLeft: sync.restCnt,
    lastDiscard: lastChuPaiId === HIDDEN_TILE ? null : { tile: lastChuPaiId, uid: lastChuPaiUid },
    prompt: hint === null ? null : playPrompt(hint, nowMs),
    swapped: null,
    vote: null,
    roundEnd: null,
    matchEnd: null,
    flashes: [],
  }
}

function phaseOf(status: number): Phase {
  switch (status) {
    case DESK_STATUS.dealt:
    case DESK_STATUS.sorted:
      return 'opening'
    case DESK_STATUS.playing:
      return 'playing'
    default:
      return 'waiting'
  }
}

function handOfSync(player: Sync['players'][number]): Hand {
  const { lastTile } = player
  return {
    tiles: player.shouPaiIds,
    melds: (player.melds ?? []).map(({ type, tiles, from }) => ({ type, tiles, from })),
    discards: player.chuPaiIds,
    drawn: lastTile === HIDDEN_TILE ? null : lastTile,
    // Negative is a suggestion, which comes with its question.
    que: Math.max(0, player.que),
    won: player.isHu ? { tile: player.huPai, isSelfDrawn: player.huType === BANNER.ziMo } : null,
  }
}

const withRemaining = (table: Table, changes: PushOf<'onRoundEnd'>['scoreChange']): SeatInfo[] =>
  table.seats.map((seat) => {
    const change = changes.find(({ acId }) => acId === seat.uid)
    return { ...seat, isReady: false, score: change?.remain ?? seat.score }
  })

function roundEnded(table: Table, push: PushOf<'onRoundEnd'>): Table {
  const seats = withRemaining(table, push.scoreChange)
  return { ...table, phase: 'roundOver', seats, turn: 0, prompt: null, vote: null, roundEnd: push }
}

/** The last round's settlement comes inside; a match that ends between rounds has none. */
function matchEnded(table: Table, push: PushOf<'onGameEnd'>): Table {
  const { roundStats } = push
  const seats = withRemaining(table, roundStats.scoreChange)
  const roundEnd = roundStats.stats.length > 0 ? roundStats : null
  return { ...table, phase: 'matchOver', seats, turn: 0, prompt: null, vote: null, roundEnd, matchEnd: push }
}
