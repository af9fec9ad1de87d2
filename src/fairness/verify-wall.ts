// `npm run verify-wall -- history.json`: does each round's wall follow from its seeds, and its seed from its
// commitment? Exit code 0: every round verifies; 1: one does not; 2: there is no history to read.
import { readFile } from 'node:fs/promises'
import { type HistoryRound, parseHistory } from './history-proofs.ts'
import { verifyRound } from './verify.ts'

const VERIFIED = 0
const NOT_VERIFIED = 1
const NO_HISTORY = 2

async function main(path: string | undefined): Promise<number> {
  if (path === undefined) return complain('usage: npm run verify-wall -- history.json')
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return complain(`${path}: cannot be read`)
  const history = parseHistory(text)
  if (!history.ok) return complain(`${path}: ${history.error.message}`)
  const verified = history.value.filter(report).length
  process.stdout.write(`${verified} of ${history.value.length} rounds verify\n`)
  return verified === history.value.length ? VERIFIED : NOT_VERIFIED
}

/** Prints one round's verdict; true when it verifies. */
function report({ name, proof }: HistoryRound): boolean {
  const verdict = proof.ok ? verifyRound(proof.value) : proof
  const line = verdict.ok ? `ok    ${name}` : `FAIL  ${name}  ${verdict.error.code}: ${verdict.error.message}`
  process.stdout.write(`${line}\n`)
  return verdict.ok
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`)
  return NO_HISTORY
}

process.exitCode = await main(process.argv[2])
