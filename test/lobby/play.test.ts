// A round over the routes alone: four people, every kind of answer, and what is refused on the way.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { OP } from '../../src/protocol/fields.ts'
import type { RequestOf } from '../../src/protocol/routes.ts'
import { kindOf } from '../../src/rules/tiles.ts'
import type { Prompt } from '../../src/table/prompt.ts'
import { dealt, NO_SWAP, playing, seated, type Table } from './played-table.ts'
import { World } from './world.ts'

type Choice = RequestOf<'DeskManager.OpChoose'>

/** Mostly the boldest answer to a prompt. A claimed kong names no tile, or a wrong one: there is only one it can be. */
function boldest(prompt: Prompt): Choice {
  const { id: promptId, seat } = prompt
  switch (prompt.kind) {
    case 'self':
      if (prompt.win) return { optype: OP.hu, promptId }
      return prompt.kongs.length > 0
        ? { optype: OP.gang, idx: tileOfKind(prompt.kongs[0]!), promptId }
        : { optype: OP.pass, promptId }
    case 'claim':
      if ((promptId + seat) % 4 === 0) return { optype: OP.pass, promptId }
      if (prompt.win) return { optype: OP.hu, promptId }
      if (prompt.kong) return { optype: OP.gang, promptId, ...(promptId % 2 ? { idx: 0 } : {}) }
      return { optype: prompt.pong ? OP.peng : OP.pass, promptId }
    case 'rob':
      return { optype: OP.hu, promptId }
    case 'discard':
      return { optype: OP.chu, idx: prompt.discards[0]!, promptId }
    case 'swap':
    case 'void':
      throw new Error('asked before play')
  }
}

const TILES = Array.from({ length: 108 }, (_, id) => id)
const tileOfKind = (kind: number): number => TILES.find((id) => kindOf(id) === kind)!

/** Answers the first open prompt; returns to what it was said what, or null when the round is over. */
async function step({ world, room, sessions }: Table): Promise<string | null> {
  const prompt = room.state.prompts.find((open) => open !== null)
  if (!prompt) return null
  const choice = boldest(prompt)
  await world.ask(sessions[prompt.seat]!, 'DeskManager.OpChoose', choice)
  if (!room.isOver) {
    // A client that missed the answer asks again: it is acknowledged, and nothing happens twice.
    const { seq } = room.state
    await world.ask(sessions[prompt.seat]!, 'DeskManager.OpChoose', choice)
    assert.equal(room.state.seq, seq)
  }
  return `${prompt.kind} ${choice.optype}`
}

/** A kong of a claimed tile, a concealed or added one, and the rest. */
const EVERY_ANSWER = ['discard 1', 'claim 2', 'claim 3', 'self 3', 'claim 4', 'self 4', 'claim 5']

describe('a match over the routes', () => {
  test('is played with every kind of answer, each of which may be sent twice', async () => {
    const said = new Set<string>()
    for (let seed = 1; !EVERY_ANSWER.every((answer) => said.has(answer)); seed += 1) {
      assert.ok(seed < 20, `only these were ever said: ${[...said].join(', ')}`)
      const table = await playing({ seed })
      for (let answer = await step(table); answer; answer = await step(table)) said.add(answer)
      assert.deepEqual(table.room.state.phase, { kind: 'ended', reason: 'finished' }, `seed ${seed}`)
      for (const session of table.sessions) {
        assert.equal(session.last('onGameEnd').isNormalFinished, true)
        assert.equal(table.world.lobby.registry.isBusy(session.uid!), false)
      }
    }
  })

  test('a legacy client plays it without naming prompts', async () => {
    const { world, room, sessions } = await playing({ seed: 3 })
    while (!room.isOver) {
      const prompt = room.state.prompts.find((open) => open !== null)!
      const { promptId: _, ...choice } = boldest(prompt)
      await world.ask(sessions[prompt.seat]!, 'DeskManager.OpChoose', choice)
    }
  })
})

describe('refused in play', () => {
  test('OpChoose: other tiles, other seats, other prompts, other operations', async () => {
    const table = await playing()
    const { world, room, sessions } = table
    while (room.state.prompts.find((open) => open !== null)?.kind !== 'discard') await step(table)
    const prompt = room.state.prompts.find((open) => open !== null)!
    assert.ok(prompt.kind === 'discard')
    const { seat, id: promptId } = prompt
    const { seq } = room.state
    const foreign = room.state.round!.hands[(seat + 1) % 4]!.tiles[0]!
    const refused = (choice: Choice, from: number = seat) =>
      world.refused(sessions[from]!, 'DeskManager.OpChoose', choice)
    const said = [
      await refused({ optype: OP.chu, idx: foreign, promptId }),
      await refused({ optype: OP.chu, idx: foreign }),
      await refused({ optype: OP.chu, idx: -5 }),
      await refused({ optype: OP.chu, idx: 108 }),
      await refused({ optype: OP.chu }),
      await refused({ optype: OP.gang }),
      await refused({ optype: OP.peng, promptId }),
      await refused({ optype: OP.hu, promptId }),
      await refused({ optype: 9, promptId }),
      await refused({ optype: OP.chu, idx: prompt.discards[0]!, promptId: promptId + 1 }),
      await refused({ optype: OP.chu, idx: foreign }, (seat + 1) % 4),
    ]
    assert.deepEqual(
      said.slice(0, 6),
      Array.from({ length: 6 }, () => 'TILE_NOT_HELD'),
    )
    assert.deepEqual(
      said.slice(6, 9),
      Array.from({ length: 3 }, () => 'ACTION_NOT_OFFERED'),
    )
    assert.deepEqual(said.slice(9), ['STALE_PROMPT', 'NOT_YOUR_TURN'])
    assert.equal(room.state.seq, seq)
  })

  test('everything of a round before the deal, and Ready in it', async () => {
    const { world, room, sessions } = await seated()
    const [one] = sessions
    const early = [
      await world.refused(one!, 'DeskManager.QiPaiFinished', {}),
      await world.refused(one!, 'DeskManager.SwapTiles', { tiles: [0, 1, 2] }),
      await world.refused(one!, 'DeskManager.DingQue', { que: 1 }),
      await world.refused(one!, 'DeskManager.OpChoose', { optype: OP.pass }),
      await world.refused(one!, 'DeskManager.Trust', { on: true }),
      await world.refused(one!, 'DeskManager.Dissolve', {}),
    ]
    assert.deepEqual(new Set(early), new Set(['WRONG_PHASE']))
    for (const session of sessions) await world.ask(session, 'DeskManager.Ready', {})
    assert.equal(await world.refused(one!, 'DeskManager.Ready', {}), 'WRONG_PHASE')
    assert.equal(room.state.roundNo, 1)
  })

  test('everything without a table', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    const said = [
      await world.refused(session, 'DeskManager.Ready', {}),
      await world.refused(session, 'DeskManager.QiPaiFinished', {}),
      await world.refused(session, 'DeskManager.SwapTiles', { tiles: [] }),
      await world.refused(session, 'DeskManager.DingQue', { que: 1 }),
      await world.refused(session, 'DeskManager.OpChoose', { optype: 1 }),
      await world.refused(session, 'DeskManager.Trust', { on: true }),
      await world.refused(session, 'DeskManager.DissolveStatus', { result: true }),
      await world.refused(session, 'DeskManager.VoiceMessage', new Uint8Array([1])),
      await world.refused(session, 'DeskManager.RecordingVoice', { fileId: 'f' }),
    ]
    assert.deepEqual(new Set(said), new Set(['NOT_AT_DESK']))
    // The seat may go between the check of the route and the handler: the handler says the same.
    const bare = await world.handlers['DeskManager.Ready'](session, {})
    assert.equal(bare.ok ? null : bare.error.reason, 'NOT_AT_DESK')
  })
})

describe('before play', () => {
  test("Ready takes a seat's share in the wall's randomness, once", async () => {
    const { world, room, sessions } = await seated()
    const seed = 'ab'.repeat(16)
    await world.ask(sessions[1]!, 'DeskManager.Ready', { seed })
    await world.ask(sessions[1]!, 'DeskManager.Ready', { seed })
    assert.equal(
      await world.refused(sessions[1]!, 'DeskManager.Ready', { seed: 'cd'.repeat(16) }),
      'ALREADY_ANSWERED',
    )
    for (const session of sessions) await world.ask(session, 'DeskManager.Ready', {})
    assert.equal(room.state.round!.seatSeeds[1], seed)
  })

  test('SwapTiles: three held tiles of one suit, for the open question, once', async () => {
    const { world, room, sessions } = await dealt()
    const { id: promptId, ...prompt } = room.state.prompts[0] as Extract<Prompt, { kind: 'swap' }>
    const own = room.state.round!.hands[0]!.tiles
    const foreign = TILES.filter((tile) => !own.includes(tile))
    const refused = (tiles: readonly number[], id = promptId) =>
      world.refused(sessions[0]!, 'DeskManager.SwapTiles', { tiles: [...tiles], promptId: id })
    assert.equal(await refused(foreign.slice(0, 3)), 'TILE_NOT_HELD')
    assert.equal(await refused(own.slice(0, 2)), 'BAD_SWAP')
    assert.equal(await refused([own[0]!, own[0]!, own[0]!]), 'BAD_SWAP')
    assert.equal(await refused(prompt.suggest, promptId + 100), 'STALE_PROMPT')
    const tiles = [...prompt.suggest]
    await world.ask(sessions[0]!, 'DeskManager.SwapTiles', { tiles, promptId })
    await world.ask(sessions[0]!, 'DeskManager.SwapTiles', { tiles })
    assert.equal(await refused(own.filter((tile) => !tiles.includes(tile)).slice(0, 3)), 'ALREADY_ANSWERED')
  })

  test('DingQue: 1 to 3 for 条 筒 万, once', async () => {
    const { world, room, sessions } = await dealt(NO_SWAP)
    for (const que of [0, 4, 1000]) {
      assert.equal(await world.refused(sessions[0]!, 'DeskManager.DingQue', { que }), 'BAD_SUIT')
    }
    await world.ask(sessions[0]!, 'DeskManager.DingQue', { que: 3 })
    await world.ask(sessions[0]!, 'DeskManager.DingQue', { que: 3 })
    assert.equal(await world.refused(sessions[0]!, 'DeskManager.DingQue', { que: 1 }), 'ALREADY_ANSWERED')
    const { phase } = room.state
    assert.deepEqual(phase.kind === 'choosingVoid' ? phase.picks : null, [2, null, null, null])
  })
})

describe('托管', () => {
  test('is switched on and off, and ends with an own answer', async () => {
    const table = await playing()
    const { world, room, sessions } = table
    const trusts = () => room.state.seats.map((taken) => taken!.trust)
    const prompt = room.state.prompts.find((open) => open !== null)!
    const session = sessions[prompt.seat]!
    await world.ask(session, 'DeskManager.Trust', { on: true })
    assert.equal(trusts()[prompt.seat], true)
    assert.equal(sessions[(prompt.seat + 1) % 4]!.last('onTrust').on, true)
    await world.ask(session, 'DeskManager.Trust', { on: false })
    assert.equal(trusts()[prompt.seat], false)
    await world.ask(session, 'DeskManager.Trust', { on: true })
    await world.ask(session, 'DeskManager.OpChoose', boldest(prompt))
    assert.equal(trusts()[prompt.seat], false)
  })
})

describe('dissolving', () => {
  test('all agree: the match is over for everybody', async () => {
    const { world, room, sessions } = await playing()
    await world.ask(sessions[0]!, 'DeskManager.Dissolve', {})
    assert.equal(await world.refused(sessions[1]!, 'DeskManager.Dissolve', {}), 'VOTE_RUNNING')
    assert.equal(
      await world.refused(sessions[0]!, 'DeskManager.DissolveStatus', { result: true }),
      'ALREADY_VOTED',
    )
    for (const session of sessions.slice(1)) {
      await world.ask(session, 'DeskManager.DissolveStatus', { result: true })
    }
    assert.deepEqual(room.state.phase, { kind: 'ended', reason: 'dissolved' })
    assert.equal(world.lobby.registry.size, 0)
  })

  test('one declines, and saying nothing is declining: the match goes on', async () => {
    const { world, room, sessions } = await playing()
    for (const no of [{ result: false }, {}]) {
      await world.ask(sessions[2]!, 'DeskManager.Dissolve', {})
      await world.ask(sessions[1]!, 'DeskManager.DissolveStatus', no)
      assert.equal(sessions[2]!.last('onDissolveFailure').deskPos, 2)
    }
    assert.equal(room.state.vote, null)
    assert.equal(await world.refused(sessions[1]!, 'DeskManager.DissolveStatus', { result: true }), 'NO_VOTE')
  })

  test('without a table is what the client wants to hear', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    assert.deepEqual(await world.ask(session, 'DeskManager.Dissolve', {}), { code: 0 })
    assert.deepEqual(session.last('onDissolveSuccess'), {})
  })
})

describe('voices', () => {
  test('reach everybody at the table, and nobody else', async () => {
    const { world, sessions } = await seated()
    const stranger = await world.newcomer()
    const bytes = new Uint8Array([0, 255, 7])
    await world.ask(sessions[3]!, 'DeskManager.VoiceMessage', bytes)
    await world.ask(sessions[3]!, 'DeskManager.RecordingVoice', { fileId: 'voice-1' })
    for (const session of sessions) {
      assert.deepEqual(session.last('onVoiceMessage'), bytes)
      assert.deepEqual(session.last('onRecordingVoice'), { uid: sessions[3]!.uid, fileId: 'voice-1' })
    }
    assert.deepEqual(stranger.routes(), ['onCoinChange'])
  })
})
