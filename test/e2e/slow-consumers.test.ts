// A player at every table who never reads, while another one there talks without end: each of them is dropped at the limit
// of his own socket, nobody else waits for him, and his seat is his when he comes back.
// XUEZHAN_SLOW_TABLES for another number of tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import { ServerProcess } from '../support/server-process.ts'
import type { Guest, Party } from '../support/table-party.ts'
import { closeParty, comeBack, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'
import { requestBytes } from './attacker.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const TABLES = Number(process.env['XUEZHAN_SLOW_TABLES'] ?? 25)
const HARD_BYTES = 65_536
const VOICE_BYTES = 4000
/** Of one talker at once, fewer than the limit: he hears himself, and must not be dropped. He waits for them to come back. */
const VOICES = 10
const DEADLINE_MS = 120_000
const DROPPED = 'mj_ws_closes_total{reason="SLOW_CONSUMER"}'

/** A Notify, which is not answered: flag, route, payload. */
function voiceNotify(): Uint8Array {
  const request = requestBytes(1, 'DeskManager.VoiceMessage', new Uint8Array(VOICE_BYTES))
  const HEADER_BYTES = 6
  return makePacket(PACKET.data, Buffer.concat([Buffer.of(2), request.subarray(HEADER_BYTES)]))
}

/** Talks until told to stop, as fast as the server reads. */
async function talk({ wire }: Guest, signal: AbortSignal): Promise<void> {
  const voice = voiceNotify()
  while (!signal.aborted) {
    for (let count = 0; count < VOICES; count += 1) wire.sendRaw(voice)
    assert.equal((await wire.request('DeskManager.UnCompleteDesk', {}))['exist'], true)
  }
}

test(`a deaf player at each of ${TABLES} tables, seed ${SEED}`, { timeout: DEADLINE_MS }, async (t) => {
  const server = await ServerProcess.start({
    env: {
      XUEZHAN_LIMITS__MESSAGES_PER_SECOND: '10000',
      XUEZHAN_LIMITS__MESSAGES_BURST: '100000',
      XUEZHAN_LIMITS__SEND_BUFFER_SOFT_BYTES: '8192',
      XUEZHAN_LIMITS__SEND_BUFFER_SOFT_SECONDS: '30',
      XUEZHAN_LIMITS__SEND_BUFFER_HARD_BYTES: String(HARD_BYTES),
    },
  })
  const stop = new AbortController()
  t.after(async () => {
    stop.abort()
    await server.close()
  })
  const parties: Party[] = []
  for (let index = 0; index < TABLES; index += 1)
    parties.push(
      await seatParty(server, { desk: { preset: 'xuezhan', round: 1 }, players: 2, seed: SEED + index }),
    )
  for (const { guests } of parties) guests[1]!.wire.freeze()
  const talking = parties.map(({ guests }) => talk(guests[0]!, stop.signal))
  await Promise.race([
    Promise.all(talking),
    until('every deaf player is dropped', async () => (await server.metric(DROPPED)) === TABLES, DEADLINE_MS),
  ])
  stop.abort()
  await Promise.all(talking)

  for (const { deskId, guests } of parties) {
    const [talker, deaf] = guests as [Guest, Guest]
    deaf.wire.cut()
    await comeBack(server, deaf, deskId)
    assert.equal((await deaf.player.say('DeskManager.Ready')).code, 0)
    assert.equal(talker.player.view.seats.find(({ uid }) => uid === deaf.account.uid)?.offline, false)
  }
  assert.equal(await server.metric(DROPPED), TABLES, 'nobody else was dropped')
  for (const party of parties) closeParty(party)
  assert.equal(await server.stop(), 0)
})
