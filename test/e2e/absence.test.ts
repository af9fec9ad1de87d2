// Players who are gone without a word: the server notices, plays their seat (托管), and gives it back.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Json } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import type { Guest, Party } from '../support/table-party.ts'
import { beReady, closeParty, comeBack, matchEnd, seatParty } from '../support/table-party.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const DESK: Json = { preset: 'xuezhan', round: 4 }
const HEARTBEAT_SECONDS = 5
const GRACE_SECONDS = 1

/** The witness hears `route` about the victim, with this value. */
const told = (
  { player }: Guest,
  { account }: Guest,
  route: string,
  field: string,
  value: boolean,
): Promise<unknown> =>
  player.pushed((name, payload) => {
    const about = payload as Json
    return name === route && about['uid'] === account.uid && about[field] === value
  })

/** A table in its first round that waits for its first guest. */
async function waitingParty(server: ServerProcess, seed: number): Promise<Party> {
  const party = await seatParty(server, { desk: DESK, players: 4, seed })
  const { player } = party.guests[0]!
  const { promise, resolve } = Promise.withResolvers<void>()
  player.hold = ({ kind }) => {
    if (kind !== 'play') return false
    resolve()
    return true
  }
  await beReady(party)
  await promise
  return party
}

describe(`absent players, seed ${SEED}`, { concurrency: true }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start({
      env: {
        XUEZHAN_CORE__HEARTBEAT: String(HEARTBEAT_SECONDS),
        XUEZHAN_TABLE__OFFLINE_GRACE_SECONDS: String(GRACE_SECONDS),
        XUEZHAN_TABLE__TURN_SECONDS: '60',
        XUEZHAN_TABLE__CLAIM_SECONDS: '60',
        // Slow enough that the match is still running when its player comes back.
        XUEZHAN_TABLE__BOT_THINK_MIN_MS: '300',
        XUEZHAN_TABLE__BOT_THINK_MAX_MS: '400',
      },
    })
  })
  after(async () => await server.close())

  test('a killed app: its silence is noticed, the table plays for it, and it gets its seat back', async () => {
    const party = await waitingParty(server, SEED)
    const [victim, witness] = party.guests as [Guest, Guest]
    const offline = told(witness, victim, 'onPlayerOfflineStatus', 'offline', true)
    const trusted = told(witness, victim, 'onTrust', 'on', true)
    victim.wire.freeze()
    victim.player.leave()
    await offline
    await trusted
    const online = told(witness, victim, 'onPlayerOfflineStatus', 'offline', false)
    victim.player.hold = () => true
    await comeBack(server, victim, party.deskId)
    await online
    assert.equal(victim.player.view.own.trust, true)
    const own = told(witness, victim, 'onTrust', 'on', false)
    assert.equal((await victim.player.say('DeskManager.Trust', { on: false })).code, 0)
    await own
    victim.player.hold = () => false
    await victim.player.goOn()
    assert.equal((await matchEnd(party)).isNormalFinished, true)
    closeParty(party)
  })

  test('an app in the background is played for after the grace, and is back with Resume', async () => {
    const party = await waitingParty(server, SEED + 1)
    const [victim, witness] = party.guests as [Guest, Guest]
    const offline = told(witness, victim, 'onPlayerOfflineStatus', 'offline', true)
    const trusted = told(witness, victim, 'onTrust', 'on', true)
    assert.equal((await victim.player.say('DeskManager.Pause')).code, 0)
    await offline
    await trusted
    const online = told(witness, victim, 'onPlayerOfflineStatus', 'offline', false)
    assert.equal((await victim.player.say('DeskManager.Resume')).code, 0)
    await online
    const own = told(witness, victim, 'onTrust', 'on', false)
    victim.player.hold = () => false
    // The first answer of his own ends 托管; the bot may be quicker with some.
    await victim.player.goOn()
    await own
    assert.equal((await matchEnd(party)).isNormalFinished, true)
    closeParty(party)
  })
})
