// Players who play match after match beside bots, so that there is something to look at.
import { randomUUID } from 'node:crypto'
import { AutoPlayer } from '../support/auto-player.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import type { ServerProcess } from '../support/server-process.ts'

export type Load = { stop(): Promise<void> }

/** Ends what goes wrong because the server was stopped in the middle; everything else shows in the plots. */
export function startLoad(server: ServerProcess, players: number): Load {
  const stopping = new AbortController()
  const { signal } = stopping
  const playing = Array.from({ length: players }, async (_, seed) => {
    while (!signal.aborted) await playMatch(server, { seed, signal }).catch(() => undefined)
  })
  return {
    async stop() {
      stopping.abort()
      await Promise.all(playing)
    },
  }
}

const THINK_MS = 60

async function playMatch(
  server: ServerProcess,
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal },
): Promise<void> {
  const account = await logInAsGuest(server.ports, randomUUID())
  const wire = await PlayerClient.logIn(server.ports, account)
  const close = (): void => wire.close()
  signal.addEventListener('abort', close)
  try {
    const player = new AutoPlayer({ uid: account.uid, seed, thinkMs: (rng) => rng.below(THINK_MS) })
    player.use(wire)
    await player.say('DeskManager.QuickStart', { options: { preset: 'xuezhan', round: 4 } })
    await player.say('DeskManager.ClientInitCompleted', { isReenter: false })
    await player.say('DeskManager.Ready')
    await Promise.race([player.finished, wire.ended])
  } finally {
    signal.removeEventListener('abort', close)
    wire.close()
  }
}
