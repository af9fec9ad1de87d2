// Loaded into the server under test before its own code: answers for its memory and processor time, and ends the
// server with whoever started it. Run with --expose-gc.
import type { ProbeQuestion, Usage } from './messages.ts'

const PASSES = 4

process.on('message', ({ what }: ProbeQuestion) => {
  if (what === 'settle') for (let pass = 0; pass < PASSES; pass += 1) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  const usage: Usage = {
    what: 'usage',
    cpuMs: (user + system) / 1000,
    rssBytes: rss,
    liveBytes: heapUsed + external,
  }
  process.send?.(usage)
})
process.on('disconnect', () => process.exit(1))
// A server that does nothing but answer may end when it wants to.
process.channel?.unref()
