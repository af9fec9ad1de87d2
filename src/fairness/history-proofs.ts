// Reads the proofs out of a history file: `{"rounds":[...]}`, one round alone, or the answer of GET /v1/history/:id,
// whose `data.snapshot` is the round as text. Other fields are left alone.
import { err, ok, type Result } from '../lib/result.ts'
import type { ProofError, RoundProof } from './verify.ts'

export type HistoryRound = {
  /** The round's id where it has one, else its place in the file. */
  readonly name: string
  readonly proof: Result<RoundProof, ProofError>
}

const refuse = (message: string): Result<never, ProofError> => err({ code: 'BAD_PROOF', message })

/** Every round of the file in its order; refused as a whole when the text is no history at all. */
export function parseHistory(text: string): Result<readonly HistoryRound[], ProofError> {
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed
  const history = parsed.value
  if (!isRecord(history)) return refuse('not a JSON object')
  const snapshot = snapshotOf(history)
  if (snapshot !== undefined) return parseHistory(snapshot)
  if (!('rounds' in history)) return ok([historyRound(history, 0)])
  const { rounds } = history
  if (!Array.isArray(rounds) || rounds.length === 0) return refuse('"rounds" holds no round')
  return ok(rounds.map((round: unknown, index) => historyRound(round, index)))
}

function snapshotOf({ data }: Record<string, unknown>): string | undefined {
  return isRecord(data) && typeof data.snapshot === 'string' ? data.snapshot : undefined
}

function parseJson(text: string): Result<unknown, ProofError> {
  try {
    return ok(JSON.parse(text))
  } catch {
    return refuse('not JSON')
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string')

const isNumberList = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'number')

function historyRound(round: unknown, index: number): HistoryRound {
  const isNamed = isRecord(round) && typeof round.roundId === 'string'
  return { name: isNamed ? String(round.roundId) : `#${index + 1}`, proof: proofOf(round) }
}

function proofOf(round: unknown): Result<RoundProof, ProofError> {
  if (!isRecord(round)) return refuse('not an object')
  const { roundId, commit, serverSeed, seatSeeds, wall, rules } = round
  if (typeof roundId !== 'string') return refuse('no roundId')
  if (typeof commit !== 'string') return refuse('no commit')
  if (typeof serverSeed !== 'string') return refuse('no serverSeed')
  if (!isTextList(seatSeeds)) return refuse('no seatSeeds')
  if (!isNumberList(wall)) return refuse('no wall')
  const table = tableOf(rules)
  if (table === undefined) return refuse('no rules with players and suits')
  return ok({ roundId, commit, serverSeed, seatSeeds, wall, rules: table })
}

function tableOf(rules: unknown): RoundProof['rules'] | undefined {
  if (!isRecord(rules)) return undefined
  const { players, suits } = rules
  if (players !== 2 && players !== 3 && players !== 4) return undefined
  if (suits !== 2 && suits !== 3) return undefined
  return { players, suits }
}
