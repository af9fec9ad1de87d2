// Answers to prompts: what a client was told was taken is in the journal exactly once, as it was sent, and in the order
// in which clients saw it happen; what nobody sent is not there.
import type { SentRequest, Visit } from './chronicle.ts'
import { swapText } from './table-trace.ts'
import type { TableTrace, TakenAnswer } from './table-trace.ts'

type Answers = Pick<TableTrace, 'tableId' | 'answers'>

const OP = { chu: 1, peng: 2, gang: 3, hu: 4, pass: 5 } as const
const TILES_PER_KIND = 4

export type AnswerTally = {
  /** Prompts that a client was told it had answered. */
  acknowledged: number
  lost: number
  doubled: number
  /** Acknowledged, and the clock had given the same answer before. */
  settledAlike: number
  /** Acknowledged more than once: repeated after a broken connection. */
  repeated: number
  /** Sent, never acknowledged, and in the journal all the same. */
  unheard: number
}

export const newTally = (): AnswerTally => ({
  acknowledged: 0,
  lost: 0,
  doubled: 0,
  settledAlike: 0,
  repeated: 0,
  unheard: 0,
})

type Sent = SentRequest & { readonly uid: number; readonly key: string; readonly text: string }

const keyOf = (uid: number, promptId: unknown): string => `${uid}:${String(promptId)}`

/** Adds to the tally and returns every fault in a sentence. */
export function auditAnswers(trace: Answers, visits: readonly Visit[], tally: AnswerTally): string[] {
  const sent = visits.flatMap((visit) => sentAnswers(visit, trace.tableId))
  const taken = Map.groupBy(trace.answers, ({ uid, promptId }) => keyOf(uid, promptId))
  const faults: string[] = []
  for (const [key, answers] of taken) {
    if (answers.length === 1) continue
    tally.doubled += 1
    faults.push(`prompt ${key} is answered ${answers.length} times`)
  }
  for (const [key, requests] of Map.groupBy(sent, (request) => request.key))
    faults.push(...auditPrompt(requests, taken.get(key) ?? [], tally))
  const sentTexts = new Set(sent.map(({ key, text }) => `${key} ${text}`))
  for (const { uid, promptId, cause, answer } of trace.answers)
    if (uid > 0 && cause === 'player' && !sentTexts.has(`${keyOf(uid, promptId)} ${answer}`))
      faults.push(`nobody sent ${uid}'s answer ${answer} to prompt ${promptId}`)
  return [...faults, ...auditOrder(sent, taken)].map((fault) => `table ${trace.tableId}: ${fault}`)
}

function sentAnswers(visit: Visit, tableId: string): Sent[] {
  const requests = visit.connectionsAt(tableId).flatMap((log) => log.requests)
  return requests.flatMap((request) => {
    const text = answerText(request)
    const key = keyOf(visit.uid, request.payload['promptId'])
    return text === null ? [] : [{ ...request, uid: visit.uid, key, text }]
  })
}

/** The request in the words of the trace; null where it answers no prompt. */
function answerText({ route, payload }: SentRequest): string | null {
  switch (route) {
    case 'DeskManager.SwapTiles':
      return swapText(payload['tiles'] as number[])
    case 'DeskManager.DingQue':
      return `void ${(payload['que'] as number) - 1}`
    case 'DeskManager.OpChoose':
      return actionText(payload['optype'] as number, payload['idx'] as number)
    default:
      return null
  }
}

function actionText(optype: number, tile: number): string {
  switch (optype) {
    case OP.chu:
      return `discard ${tile}`
    case OP.peng:
      return 'pong '
    case OP.gang:
      return `kong ${Math.floor(tile / TILES_PER_KIND)}`
    case OP.hu:
      return 'win '
    default:
      return 'pass '
  }
}

/** Everything that was sent for one prompt, against what the journal has of it. */
function auditPrompt(sent: readonly Sent[], taken: readonly TakenAnswer[], tally: AnswerTally): string[] {
  const faults: string[] = []
  const acknowledged = sent.filter(({ answer }) => answer?.code === 0)
  const [first] = taken
  if (acknowledged.length > 0) tally.acknowledged += 1
  if (acknowledged.length > 1) tally.repeated += 1
  for (const { key, text } of acknowledged) {
    if (first?.answer === text) continue
    tally.lost += 1
    faults.push(`prompt ${key}: ${text} was acknowledged, the journal has ${first?.answer ?? 'nothing'}`)
  }
  if (!first) return faults
  if (acknowledged.length > 0 && first.cause !== 'player') tally.settledAlike += 1
  if (first.cause !== 'player') return faults
  const isHeard = acknowledged.length > 0
  const isUnknown = sent.some(({ answer, text }) => answer === null && text === first.answer)
  if (!isHeard && isUnknown) tally.unheard += 1
  if (!isHeard && !isUnknown) {
    const reasons = sent.map(({ text, answer }) => `${text}: ${answer?.reason}`).join(', ')
    faults.push(`prompt ${first.uid}:${first.promptId} was refused (${reasons}) and taken as ${first.answer}`)
  }
  return faults
}

/** Whoever sends after another was acknowledged comes later in the journal. */
function auditOrder(sent: readonly Sent[], taken: ReadonlyMap<string, readonly TakenAnswer[]>): string[] {
  const firsts = [...Map.groupBy(sent, ({ key }) => key)].flatMap(([key, requests]) => {
    const answer = taken.get(key)?.[0]
    // Of a repeated answer the first sending and the first acknowledgement say when it was taken.
    const same = requests.filter(({ text }) => text === answer?.answer)
    const heard = same.filter((request) => request.answer?.code === 0)
    if (answer?.cause !== 'player' || heard.length === 0) return []
    const sentAtMs = Math.min(...same.map((request) => request.sentAtMs))
    const answeredAtMs = Math.min(...heard.map((request) => request.answeredAtMs))
    return [{ key, seq: answer.seq, sentAtMs, answeredAtMs }]
  })
  const bySending = firsts.toSorted((a, b) => a.sentAtMs - b.sentAtMs)
  const byHearing = firsts.toSorted((a, b) => a.answeredAtMs - b.answeredAtMs)
  const faults: string[] = []
  let last = 0
  let at = 0
  for (const { sentAtMs, seq, key } of bySending) {
    for (; at < byHearing.length && byHearing[at]!.answeredAtMs < sentAtMs; at++)
      last = Math.max(last, byHearing[at]!.seq)
    if (seq < last) faults.push(`prompt ${key} is at ${seq}, after ${last} had been acknowledged`)
  }
  return faults
}
