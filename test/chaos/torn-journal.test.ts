// A server whose journal was damaged while it was down: it starts, says what it found, goes on with every table that is
// whole, never plays on what is not a record, and keeps a table that lost records out of play.
import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { seededRng } from '../../src/lib/rng.ts'
import type { JournalRecord } from '../../src/room/journal-port.ts'
import type { TableEvent } from '../../src/table/event.ts'
import { replay } from '../../src/table/replay.ts'
import type { Account } from '../support/player-client.ts'
import { PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { Chronicle } from './chronicle.ts'
import { Crowd } from './crowd.ts'
import { DAMAGES, damageNewest } from './journal-damage.ts'
import type { Damage } from './journal-damage.ts'
import { PersistentPlayer } from './persistent-player.ts'
import { whilePlaying } from './quiet.ts'
import { openStoppedJournal } from './run-audit.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const TABLES = 10
const PUSHES_BEFORE = 30
/** After this damage every table is played to its end. */
const PLAYED_ON = 0
const ENV = { XUEZHAN_CORE__CONSUME: '1/1' }

type Tables = Map<string, { readonly kind: string; readonly records: readonly JournalRecord<TableEvent>[] }>

/** Every unfinished table, and those of `known` that have been finished. */
async function tablesIn(dataDir: string, known: Iterable<string> = []): Promise<Tables> {
  const journal = await openStoppedJournal(dataDir)
  const tables: Tables = new Map()
  for await (const { tableId, kind, records } of journal.unfinished()) tables.set(tableId, { kind, records })
  for (const tableId of known) {
    const records = tables.has(tableId) ? [] : await journal.read(tableId)
    if (records.length > 0) tables.set(tableId, { kind: 'finished', records })
  }
  await journal.close()
  return tables
}

async function copyOf(dataDir: string): Promise<ServerProcess> {
  const copy = await ServerProcess.prepare({ env: ENV })
  cpSync(dataDir, copy.dataDir, { recursive: true })
  return copy
}

describe(`a damaged journal, seed ${SEED}`, () => {
  let killed: ServerProcess
  let whole: Tables
  const accounts = new Map<number, Account>()

  before(async () => {
    killed = await ServerProcess.start({ env: ENV })
    const end = new AbortController()
    const crowd = await Crowd.gather({
      server: killed,
      chronicle: new Chronicle(),
      signal: end.signal,
      seed: SEED,
      parties: TABLES,
      rounds: [1],
      auto: { thinkMs: (rng) => rng.below(60) },
    })
    for (const { account } of crowd.players) accounts.set(account.uid, account)
    const playing = crowd.play()
    await whilePlaying(playing, 'every table is in play', () =>
      crowd.players.every(({ wire }) => (wire?.log.pushes.length ?? 0) > PUSHES_BEFORE),
    )
    end.abort()
    await killed.kill()
    await playing.catch(() => undefined)
    const copy = await copyOf(killed.dataDir)
    whole = await tablesIn(copy.dataDir)
    await copy.close()
    assert.equal(whole.size, TABLES)
  })
  after(async () => await killed.close())

  for (const [index, damage] of DAMAGES.entries())
    test(damage.name, async (t) => {
      const server = await copyOf(killed.dataDir)
      t.after(async () => await server.close())
      const rng = seededRng(SEED + index)
      const isVisible = damageNewest(join(server.dataDir, 'journal'), damage, rng)
      await server.restart()
      const found = server.log.filter((line) => line.includes('"event":"journal_damage"'))
      assert.equal(found.length > 0, isVisible, `said:\n${found.join('\n')}`)
      const said = lostTables(server)
      const shown = await lookAtTables(server)
      if (index === PLAYED_ON) await playOn(server, t.signal)
      await server.kill()
      const left = await tablesIn(server.dataDir, whole.keys())
      const lost = auditTables(left, damage)
      assert.deepEqual([...said].sort(), lost.sort(), 'the log names the tables that were lost')
      assert.equal(shown, left.size - lost.length, 'every table that is whole goes on')
      t.diagnostic(`${found.length} damages found, ${lost.length} tables quarantined, ${shown} go on`)
    })

  /** Tables that the log says are out of play. */
  function lostTables(server: ServerProcess): string[] {
    const lines = server.log.filter((line) => line.includes('"event":"table_not_recovered"'))
    return lines.map((line) => (JSON.parse(line) as { readonly tableId: string }).tableId)
  }

  /** Every player asks for his table; those that are there are shown as their journal has them. How many tables. */
  async function lookAtTables(server: ServerProcess): Promise<number> {
    let shown = 0
    for (const { records } of whole.values()) {
      const { seats } = replay(records.flatMap(({ events }) => events))
      const client = await PlayerClient.logIn(server.ports, accounts.get(seats[0]!.player.uid)!)
      const routes = new Set<string>()
      client.onPush = (route) => void routes.add(route)
      const found = await client.request('DeskManager.UnCompleteDesk', {})
      if (found['exist'] === true) {
        const { deskId } = found['tableInfo'] as { readonly deskId: string }
        assert.equal((await client.request('DeskManager.ReEnter', { deskId })).code, 0)
        assert.ok(routes.has('onDeskBasicInfo') && routes.has('onFairness'))
        shown += 1
      }
      client.close()
      await client.ended
    }
    return shown
  }

  /** The whole tables are played to their end by the people who sat there. */
  async function playOn(server: ServerProcess, signal: AbortSignal): Promise<void> {
    const chronicle = new Chronicle()
    const players = [...accounts.values()].map(
      (account) => new PersistentPlayer({ server, account, chronicle, signal, seed: account.uid }),
    )
    const nowhere = async (): Promise<never> => {
      throw new Error('the table is gone')
    }
    const outcomes = await Promise.all(players.map((player) => player.play({ sitDown: nowhere })))
    assert.ok(outcomes.some(({ kind }) => kind === 'seen'))
  }

  /** What is in the journal now was there before the damage, but for what the new owner has added. The lost tables. */
  function auditTables(left: Tables, { isRot }: Damage): string[] {
    const lost: string[] = []
    for (const [tableId, { kind, records }] of left) {
      const before = whole.get(tableId)
      assert.ok(before, `table ${tableId} comes from nowhere`)
      const epoch = before.records.at(-1)!.epoch
      const old = records.filter((record) => record.epoch <= epoch)
      assert.deepEqual(
        old,
        before.records.slice(0, old.length),
        `table ${tableId} has records that it never had`,
      )
      if (kind === 'quarantined') {
        lost.push(tableId)
        assert.equal(records.length, old.length, `table ${tableId} went on although it lost records`)
      } else if (isRot)
        assert.equal(old.length, before.records.length, `table ${tableId} lost records unnoticed`)
    }
    if (isRot) assert.ok(lost.length > 0, 'no table lost anything')
    return lost
  }
})
